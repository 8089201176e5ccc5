#include "core/exception.h"

#include "core/log.h"

namespace sluss::core {

std::unexpected<Error> unforeseen(std::string_view code, std::string_view words) {
  return fail(
      ErrorClass::data, code, "an exception ended it: " + log::masked(words),
      "This is a fault in Sluss, or memory is short: report it with the log of the minutes before. What was kept "
      "is as it was");
}

}  // namespace sluss::core
