/* In the place of a database: passes the probes of one before and after each of its queries, with a little time between. */
#include <unistd.h>

__asm__(".pushsection .stapsdt.base,\"a\"\n"
	"_.stapsdt.base: .space 1\n"
	".popsection");

/* A location as <sys/sdt.h> would make it, with one argument. */
#define PROBE(name, argument) \
	__asm__ volatile("990: nop\n" \
			 ".pushsection .note.stapsdt,\"\",\"note\"\n" \
			 ".balign 4\n" \
			 ".4byte 992f-991f, 994f-993f, 3\n" \
			 "991: .asciz \"stapsdt\"\n" \
			 "992: .balign 4\n" \
			 "993: .8byte 990b, _.stapsdt.base, 0\n" \
			 ".asciz \"mysql\"\n" \
			 ".asciz \"" name "\"\n" \
			 ".asciz \"8@%0\"\n" \
			 "994: .balign 4\n" \
			 ".popsection" \
			 : \
			 : "r"(argument))

int main(void)
{
	char query[] = "select 42"; /* on the stack: a page that is there can be read by a probe */

	for (;;) {
		PROBE("query__start", query);
		usleep(20000);
		PROBE("query__done", 0L);
		usleep(100000);
	}
}
