#include "daemon/serve/notify/mail.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>

#include "core/ids.h"
#include "core/text.h"

namespace sluss::daemon::notify {
namespace {

constexpr std::size_t line_most = 76;
constexpr std::string_view word_start = "=?UTF-8?B?";
constexpr std::string_view word_end = "?=";

bool is_plain(std::string_view text) {
  return text.find("=?") == std::string_view::npos &&
         std::ranges::all_of(text, [](char c) { return c >= ' ' && c < 0x7F; });
}

/// RFC 2047: no encoded word splits a character, none is longer than 75, no line that holds one longer than 76.
std::string encoded_words(std::string_view text, std::size_t used) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto room = line_most - std::min(line_most - 24, used) - word_start.size() - word_end.size();
    const auto end = at + core::cut(text.substr(at), room / 4 * 3).size();
    if (!out.empty()) out += "\r\n ";
    ((out += word_start) += core::base64(text.substr(at, end - at))) += word_end;
    at = end;
    used = 1;
  }
  return out;
}

/// Plain words, with a new line before one that would not fit.
std::string folded(std::string_view text, std::size_t used) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find(' ', at), text.size());
    const auto word = text.substr(at, end - at);
    if (at > 0) {
      const bool fits = used + 1 + word.size() <= line_most || word.empty();
      out += fits ? " " : "\r\n ";
      used = fits ? used + 1 : 1;
    }
    out += word;
    used += word.size();
    at = end + 1;
  }
  return out;
}

std::string address_text(const Address& address, std::size_t used) {
  if (address.name().empty()) return address.mailbox();
  const bool atoms = std::ranges::all_of(address.name(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ' ' || c == '-';
  });
  const auto name = atoms && address.name().size() < 40 ? address.name() : encoded_words(address.name(), used);
  return fmt::format("{}\r\n <{}>", name, address.mailbox());
}

std::string addresses(const std::vector<Address>& all) {
  std::string out;
  for (const auto& address : all) {
    if (!out.empty()) out += ",\r\n ";
    out += address_text(address, out.empty() ? 6 : 1);
  }
  return out;
}

}  // namespace

std::string header_text(std::string_view text, std::size_t used) {
  const auto line = core::one_line(text);
  const auto longest_word = [&] {
    std::size_t most = 0;
    for (std::size_t at = 0; at < line.size();) {
      const auto end = std::min(line.find(' ', at), line.size());
      most = std::max(most, end - at);
      at = end + 1;
    }
    return most;
  };
  // Spaces at the ends or in rows would not survive folding.
  const bool plain = is_plain(line) && longest_word() < line_most - 20 && !line.starts_with(' ') &&
                     !line.ends_with(' ') && line.find("  ") == std::string::npos;
  return plain ? folded(line, used) : encoded_words(line, used);
}

std::string date_header(core::Instant instant) {
  constexpr std::array<std::string_view, 7> weekdays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array<std::string_view, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::chrono::sys_seconds time{
      std::chrono::floor<std::chrono::seconds>(std::chrono::microseconds{instant.micros})};
  const auto midnight = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day day{midnight};
  const std::chrono::hh_mm_ss clock{time - midnight};
  return fmt::format("{}, {} {} {} {:02}:{:02}:{:02} +0000", weekdays[std::chrono::weekday{midnight}.c_encoding()],
                     static_cast<unsigned>(day.day()), months[static_cast<unsigned>(day.month()) - 1],
                     static_cast<int>(day.year()), clock.hours().count(), clock.minutes().count(),
                     clock.seconds().count());
}

std::string quoted_printable(std::string_view text) {
  std::string out;
  std::size_t used = 0;
  const auto put = [&](std::string_view piece) {
    if (used + piece.size() > line_most - 1) {  // one place is left for the "=" of a soft line end
      out += "=\r\n";
      used = 0;
    }
    out += piece;
    used += piece.size();
  };
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    const bool last_of_line = at + 1 == text.size() || text[at + 1] == '\n' || text[at + 1] == '\r';
    if (c == '\r' && at + 1 < text.size() && text[at + 1] == '\n') continue;
    if (c == '\n' || c == '\r') {
      out += "\r\n";
      used = 0;
    } else if ((c > ' ' && c < 0x7F && c != '=') || (c == ' ' && !last_of_line)) {
      put({&c, 1});
    } else {
      put(fmt::format("={:02X}", static_cast<unsigned char>(c)));
    }
  }
  if (!out.ends_with("\r\n")) out += "\r\n";
  return out;
}

std::string message_id(const Mail& mail) {
  core::Sha256Hasher hasher;
  for (const auto& part : {core::to_text(mail.date), mail.from.mailbox(), mail.subject, mail.text}) {
    hasher.update(part);
    hasher.update(std::string_view("\0", 1));
  }
  return fmt::format("<{}@{}>", hasher.finish().hex().substr(0, 32), mail.from.domain());
}

std::string wire_text(const Mail& mail) {
  std::string clean;
  for (std::size_t at = 0; at <= mail.text.size();) {  // line by line: that makes the rest well-formed UTF-8
    const auto end = std::min(mail.text.find('\n', at), mail.text.size());
    auto line = std::string_view(mail.text).substr(at, end - at);
    if (line.ends_with('\r')) line.remove_suffix(1);
    clean += core::one_line(line) + "\n";
    at = end + 1;
  }
  if (mail.text.ends_with('\n')) clean.pop_back();
  const auto from = mail.from;
  return fmt::format(
      "Date: {}\r\nFrom: {}\r\nTo: {}\r\nMessage-ID: {}\r\nSubject: {}\r\nMIME-Version: 1.0\r\n"
      "Content-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: quoted-printable\r\n"
      "Content-Language: sv\r\nAuto-Submitted: auto-generated\r\n\r\n{}",
      date_header(mail.date), addresses({from}), addresses(mail.to), message_id(mail), header_text(mail.subject, 9),
      quoted_printable(clean));
}

}  // namespace sluss::daemon::notify
