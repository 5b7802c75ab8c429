/*
 * printf_like.h: the compiler's check of our own formatting functions.
 *
 * All of them end in vsnprintf, which mingw replaces by one that follows C11,
 * while its gcc takes "printf" for the dialect of Microsoft's old runtime,
 * without %zu. clang knows only the one name.
 */
#ifndef FSPD_PRINTF_LIKE_H
#define FSPD_PRINTF_LIKE_H

#ifdef __clang__
#define PRINTF_LIKE(format_at, first) \
	__attribute__((format(printf, format_at, first)))
#else
#define PRINTF_LIKE(format_at, first) \
	__attribute__((format(gnu_printf, format_at, first)))
#endif

#endif
