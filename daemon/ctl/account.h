/*
 * account.h: port. With which rights fspctl runs.
 */
#ifndef FSPD_CTL_ACCOUNT_H
#define FSPD_CTL_ACCOUNT_H

enum account {
	ACCOUNT_ADMIN,   /* the daemon sees an administrator */
	ACCOUNT_LIMITED, /* it would, if this were run elevated */
	ACCOUNT_USER
};

enum account account_kind(void);

#endif
