#include <string>
#include <vector>

#include "daemon/program/program.h"

int main(int count, char** values) {
  // What a user, a source or a disk can cause is a value; what still throws (no memory) ends the program plainly.
  return sluss::daemon::program::run_program(std::vector<std::string>(values + 1, values + count));
}
