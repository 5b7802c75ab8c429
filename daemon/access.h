/*
 * access.h: who may do what, as pure decisions over facts. request.c collects
 * the facts (the descriptor was judged against the caller's token by the
 * caller port) and logs the refusals.
 */
#ifndef FSPD_ACCESS_H
#define FSPD_ACCESS_H

#include <stdbool.h>
#include <stdint.h>

enum access_kind {
	ACCESS_START, /* S X: RP */
	ACCESS_STOP,  /* T: WP, or the starter */
	ACCESS_QUERY, /* I, status: LC, or the starter */
	ACCESS_ADMIN, /* reload */
	ACCESS_ANYONE /* ping, version, L */
};

struct access_facts {
	bool is_admin;    /* LocalSystem included; for ACCESS_ADMIN and when
	                   * locked_down */
	bool is_starter;  /* this user started the undeclared instance */
	bool locked_down; /* the class's Security cannot be read */
	bool of_instance; /* InstanceSecurity decides, not the class's */
	int granted;      /* caller_check: 1, 0, -1 not judged */
};

struct access_verdict {
	bool allowed;
	const char *reason; /* of a refusal, for the log */
};

struct access_verdict access_judge(enum access_kind kind,
                                   const struct access_facts *facts)
        __attribute__((nonnull));

/* The RIGHT_* bit that kind asks a descriptor for; 0 when none is asked. */
uint32_t access_right(enum access_kind kind);

/* The descriptor in force when none is declared: for a class SYSTEM and
 * Administrators alone, for a declared instance the same and everybody may
 * query. */
#define ACCESS_CLASS_DEFAULT    "D:P(A;;RPWPLC;;;SY)(A;;RPWPLC;;;BA)"
#define ACCESS_INSTANCE_DEFAULT ACCESS_CLASS_DEFAULT "(A;;LC;;;WD)"

/* `D`: letter is `+X:` or `-X:`. */
struct drive_facts {
	bool is_system, is_service;
	const char *letter, *target;
	bool defined;        /* the letter is */
	const char *current; /* what it stands for, when defined */
};

/* The letter that a `D` names, or 0 when it names none. */
char drive_letter(const char *letter) __attribute__((nonnull));
/* 0, or the Win32 number to refuse a `D` with. */
uint32_t access_drive(const struct drive_facts *facts) __attribute__((nonnull));

#endif
