/*
 * ascii.h: letters and digits of ASCII, whatever the locale: what <ctype.h>
 * cannot promise.
 */
#ifndef FSPD_ASCII_H
#define FSPD_ASCII_H

enum { ASCII_NO_DIGIT = 16 };

/* c as a capital; every other byte is itself. */
static inline char ascii_upper(char c)
{
	if (c >= 'a' && c <= 'z')
		return (char)(c - 'a' + 'A');
	return c;
}

/* The value of a hexadecimal digit, else ASCII_NO_DIGIT: one comparison with
 * a base tells whether c is a digit of it. */
static inline unsigned ascii_digit(char c)
{
	if (c >= '0' && c <= '9')
		return (unsigned)(c - '0');
	c = ascii_upper(c);
	if (c >= 'A' && c <= 'F')
		return (unsigned)(c - 'A') + 10;
	return ASCII_NO_DIGIT;
}

#endif
