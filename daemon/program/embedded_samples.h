#pragma once
// config/examples/conf.d as it was when the program was built.

#include <string_view>

namespace sluss::daemon::program {

extern const std::string_view mail_sample;
extern const std::string_view publish_sample;

}  // namespace sluss::daemon::program
