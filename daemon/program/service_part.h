#pragma once
// What `sluss init --service` writes besides what a first run needs: the pages, mail and the files for others.

#include <filesystem>
#include <string>
#include <string_view>

#include "daemon/program/environment.h"

namespace sluss::daemon::program {

/// A text in TOML: "x", with a backslash before a quote and a backslash.
[[nodiscard]] std::string in_quotes(std::string_view text);

/// Each may be empty: that part is left out. Mail needs its three.
struct ServiceAnswers {
  std::string listen;      ///< "127.0.0.1:8470"
  std::string mail_to;     ///< addresses, with commas between
  std::string mail_from;   ///< "Sluss <sluss@example.se>"
  std::string smtp;        ///< "smtp.example.se", "smtp.example.se:25"
  std::string publish_to;  ///< a folder: "/srv/share", "folder:/srv/share"
};

/// The end of a configuration, made of the package's samples. Errors: config class "usage.mail", "usage.publish_to";
/// data class "init.sample", a fault in Sluss.
[[nodiscard]] core::Result<std::string> service_text(const ServiceAnswers& answers);

/// From the options; what they lack is asked for where standard input is a terminal, and asked again until
/// `begin` (a configuration for `file`) with the answer is right. Errors: config class "usage.unanswered", and those of
/// service_text().
[[nodiscard]] core::Result<ServiceAnswers> service_answers(Environment& environment, const std::filesystem::path& file,
                                                           const std::string& begin);

}  // namespace sluss::daemon::program
