/*
 * entry_posix.c: entry.h where arguments are bytes already. What is not UTF-8
 * is refused by whoever reads the argument.
 */
#include "entry.h"

int main(int argc, char **argv)
{
	return program_main(argc, argv);
}
