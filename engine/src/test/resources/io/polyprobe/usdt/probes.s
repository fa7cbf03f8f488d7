# A program with two locations of one probe, as <sys/sdt.h> would make them. It prints a line, waits for one, passes the
# probe at both, and ends with the semaphore's value.

	.macro	PROBE name:req, arguments:req
990:	nop
	.pushsection .note.stapsdt,"","note"
	.balign	4
	.4byte	992f-991f, 994f-993f, 3
991:	.asciz	"stapsdt"
992:	.balign	4
993:	.8byte	990b
	.8byte	_.stapsdt.base
	.8byte	ready
	.asciz	"test"
	.asciz	"\name"
	.asciz	"\arguments"
994:	.balign	4
	.popsection
	.endm

	.section .stapsdt.base,"a"
_.stapsdt.base:
	.space	1

	.section .probes,"aw"
ready:	.2byte	0

	.data
counters:
	.4byte	10, 20, 30, 40

	.text
	.globl	main
main:	push	%rbp
	mov	%rsp, %rbp
	sub	$32, %rsp
	mov	$1, %edi
	lea	hello(%rip), %rsi
	mov	$6, %edx
	call	write@PLT
	xor	%edi, %edi
	lea	-16(%rbp), %rsi
	mov	$1, %edx
	call	read@PLT
	movzwl	ready(%rip), %r12d
	lea	counters(%rip), %rsi
	mov	$1, %ecx

	mov	$-5, %edi
	movabs	$0x123456789ab, %rbx
	mov	%rbx, -8(%rbp)
	PROBE	work, "-4@%edi 8@-8(%rbp) 4@$7 4@(%rsi,%rcx,4) 4@counters+8(%rip) 2@%r12w"

	mov	$-6, %r13d
	mov	%rsi, %rdx
	PROBE	work, "-4@%r13d 8@%rbx 4@$8 4@8(%rdx) 4@12+counters(%rip) 2@%r12w"

	PROBE	idle, ""
	mov	%r12d, %eax
	leave
	ret

	.section .rodata
hello:	.ascii	"ready\n"
	.section .note.GNU-stack,"",@progbits
