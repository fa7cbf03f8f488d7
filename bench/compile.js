// Compiles, loads and attaches a file of C, and tells how many seconds that took.

import { BPF } from 'bcc';

const began = Date.now();
const b = new BPF({ srcFile: process.argv[2] });
console.log((Date.now() - began) / 1000);
