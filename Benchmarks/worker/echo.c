// The least that a process at the other end of two pipes can do.
//
//     echo         writes each line back
//     echo count   reads each line to its end and writes the line "1"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void answer(const char *text, size_t n) {
  while (n > 0) {
    const ssize_t written = write(STDOUT_FILENO, text, n);
    if (written <= 0) exit(1);
    text += written;
    n -= (size_t)written;
  }
}

int main(int argc, char **argv) {
  static char bytes[1 << 16];
  const int counts = argc > 1 && strcmp(argv[1], "count") == 0;
  for (;;) {
    const ssize_t n = read(STDIN_FILENO, bytes, sizeof bytes);
    if (n <= 0) return 0;
    if (!counts) {
      answer(bytes, (size_t)n);
    } else if (bytes[n - 1] == '\n') {
      answer("1\n", 2);
    }
  }
}
