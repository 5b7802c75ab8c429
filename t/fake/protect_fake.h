/*
 * protect_fake.h: protect.h without a system: bytes are turned by a number
 * that stands for the machine, with a check of purpose and machine.
 */
#ifndef FSPD_PROTECT_FAKE_H
#define FSPD_PROTECT_FAKE_H

#include "daemon/protect.h"

/* Be that machine from now on (0 at first). */
void protect_fake_machine(unsigned char number);

#endif
