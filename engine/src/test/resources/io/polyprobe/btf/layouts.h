struct outer;
struct inner;
struct tight;
struct bits;
struct tightbits;
struct line;
union both;
struct opaque;
struct target;
typedef unsigned int number;
struct inner {
	char c;
	number n;
};
struct tight {
	char c;
	long wide;
	short s;
} __attribute__((packed, aligned(1)));
struct bits {
	unsigned int a : 3;
	unsigned int : 5;
	unsigned int b : 20;
	unsigned long c : 40;
	_Bool d : 1;
};
struct tightbits {
	char x;
	unsigned int a : 12;
	unsigned int b : 21;
} __attribute__((packed, aligned(2)));
struct line {
	int a;
	unsigned char __pad0[60];
	int b;
	unsigned char __pad1[60];
};
union both {
	int i;
	struct {
		short low;
		short high;
	};
	char text[6];
	unsigned char __pad2[16];
};
enum color {
	RED = 0,
	GREEN = 7,
	BLUE = 4294967295U,
};
enum small {
	TINY = 0,
} __attribute__((packed));
enum large {
	HUGE = 0,
	__wide24 = 0x100000000ULL,
};
typedef struct {
	number a;
	number b;
} pair;
typedef int (*callback)(struct opaque *, const char *, ...);
struct outer {
	struct inner inner[2];
	struct tight tight;
	char odd;
	struct tight many[2];
	struct bits bits;
	struct tightbits tightbits;
	unsigned char __pad3[50];
	struct line line;
	union both both;
	enum color color;
	enum small small;
	enum large large;
	enum {
		FIRST = 0,
		SECOND = 1,
	} anonymous;
	pair pair;
	pair *pairs;
	callback call;
	void (*const *table[3])(struct target *, pair);
	const volatile char *const constant;
	int (*rows)[4];
	struct target *followed;
	struct target *other;
	struct {
		int deep;
		union {
			long x;
			char y;
		};
	};
	double real;
	__int128 wide;
	char flexible[0];
	unsigned char __pad4[32];
};
struct target {
	int value;
	struct target *next;
	struct opaque *hidden;
};
