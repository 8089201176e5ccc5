#include "daemon/serve/notify/address.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.h"
#include "daemon/serve/notify/safe_text.h"

namespace sluss::daemon::notify {
namespace {

constexpr std::size_t recipients_most = 50;
constexpr std::size_t name_most = 100;

std::unexpected<core::Error> bad(std::string_view text, std::string_view why, std::string_view field) {
  return core::fail(core::ErrorClass::config, "notify.address",
                    fmt::format("\"{}\" is not a mail address: {}", safe_text(text, 100), why),
                    "Write it as \"anna@sala.se\" or \"Anna Öberg <anna@sala.se>\"; a domain with å, ä, ö in its xn-- "
                    "form (öberg.se: xn--berg-4qa.se).",
                    {.field = std::string(field)});
}

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// RFC 5322's atext and dots between; no quoted local parts.
bool is_local(std::string_view local) {
  constexpr std::string_view signs = "!#$%&'*+-/=?^_`{|}~";
  if (local.empty() || local.size() > 64 || local.starts_with('.') || local.ends_with('.')) return false;
  if (local.find("..") != std::string_view::npos) return false;
  return std::ranges::all_of(
      local, [&](char c) { return is_letter_or_digit(c) || c == '.' || signs.find(c) != std::string_view::npos; });
}

bool is_label(std::string_view label) {
  if (label.empty() || label.size() > 63 || label.starts_with('-') || label.ends_with('-')) return false;
  return std::ranges::all_of(label, [](char c) { return is_letter_or_digit(c) || c == '-'; });
}

bool is_domain(std::string_view domain) {
  if (domain.empty() || domain.size() > 253) return false;
  for (std::size_t at = 0; at <= domain.size();) {
    const auto dot = std::min(domain.find('.', at), domain.size());
    if (!is_label(domain.substr(at, dot - at))) return false;
    at = dot + 1;
  }
  return true;
}

}  // namespace

core::Result<Address> Address::parse(std::string_view text, std::string_view field) {
  if (std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7F; }))
    return bad(text, "it holds a control character or a line end", field);
  auto mailbox = core::trimmed(text, " ");
  std::string_view name;
  if (mailbox.ends_with('>')) {
    const auto open = mailbox.rfind('<');
    if (open == std::string_view::npos) return bad(text, "a < is missing", field);
    name = core::trimmed(mailbox.substr(0, open), " ");
    mailbox = mailbox.substr(open + 1, mailbox.size() - open - 2);
    if (name.size() >= 2 && name.starts_with('"') && name.ends_with('"')) name = name.substr(1, name.size() - 2);
    if (name.find_first_of("\"<>") != std::string_view::npos) return bad(text, "its name holds \", < or >", field);
  }
  const auto at = mailbox.find('@');
  if (mailbox.empty()) return bad(text, "it is empty", field);
  if (at == std::string_view::npos) return bad(text, "there is no @", field);
  if (at == 0) return bad(text, "nothing is before @", field);
  if (mailbox.starts_with("mailto:")) return bad(text, "it begins with mailto:", field);
  if (mailbox.substr(at + 1).contains('@')) return bad(text, "it has more than one @", field);
  if (!is_local(mailbox.substr(0, at))) return bad(text, "what is before @ has a character that is not allowed", field);
  if (!is_domain(mailbox.substr(at + 1))) return bad(text, "what is after @ is not a host name", field);
  if (mailbox.size() > 254) return bad(text, "it is too long", field);
  return Address(core::shortened(core::one_line(name), name_most), std::string(mailbox));
}

core::Result<std::vector<Address>> parse_recipients(const std::vector<std::string>& texts, std::string_view field) {
  if (texts.empty() || texts.size() > recipients_most)
    return core::fail(
        core::ErrorClass::config, "notify.recipients", fmt::format("there are {} recipients", texts.size()),
        fmt::format("Name at least one and at most {}; more belong in a list at the mail server", recipients_most),
        {.field = std::string(field)});
  std::vector<Address> addresses;
  for (const auto& text : texts) {
    auto address = SLUSS_TRY(Address::parse(text, field));
    addresses.push_back(std::move(address));
  }
  return addresses;
}

}  // namespace sluss::daemon::notify
