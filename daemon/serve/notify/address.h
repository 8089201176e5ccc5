#pragma once
// Mail addresses. One that was parsed cannot carry a second header, a second recipient or a command to the server.

#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"

namespace sluss::daemon::notify {

/// RFC 5321's mailbox, of the kind that exists: an unquoted local part in ASCII and a host name.
class Address {
 public:
  /// "anna@sala.se", "Anna Öberg <anna@sala.se>" or "\"Öberg, Anna\" <anna@sala.se>". "notify.address" (config class)
  /// otherwise; `field` is its key in the configuration.
  [[nodiscard]] static core::Result<Address> parse(std::string_view text, std::string_view field = {});

  [[nodiscard]] const std::string& mailbox() const { return mailbox_; }  ///< "anna@sala.se"
  [[nodiscard]] const std::string& name() const { return name_; }        ///< one line of UTF-8, or empty
  [[nodiscard]] std::string_view domain() const { return std::string_view(mailbox_).substr(mailbox_.find('@') + 1); }

 private:
  Address(std::string name, std::string mailbox) : name_(std::move(name)), mailbox_(std::move(mailbox)) {}
  std::string name_;
  std::string mailbox_;
};

/// All of them, or the first error; at least one, at most 50.
[[nodiscard]] core::Result<std::vector<Address>> parse_recipients(const std::vector<std::string>& texts,
                                                                  std::string_view field = {});

}  // namespace sluss::daemon::notify
