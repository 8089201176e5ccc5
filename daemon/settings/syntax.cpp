#include "daemon/settings/syntax.h"

#include <algorithm>
#include <array>

#include "core/text.h"

namespace sluss::daemon::settings {
namespace {

std::string_view line_of(std::string_view text, std::int64_t line) {
  for (; line > 1; --line) {
    const auto end = text.find('\n');
    if (end == std::string_view::npos) return {};
    text.remove_prefix(end + 1);
  }
  auto found = text.substr(0, text.find('\n'));
  if (found.ends_with('\r')) found.remove_suffix(1);
  return found;
}

bool has_control_character(std::string_view line) {
  return std::ranges::any_of(line, [](char c) { return static_cast<unsigned char>(c) < ' ' && c != '\t'; });
}

/// As word processors and mail programs write them.
bool has_curled_quote(std::string_view line) {
  constexpr auto curled = std::to_array<std::string_view>({"“", "”", "„", "‘", "’", "»", "«"});
  return std::ranges::any_of(curled, [&](std::string_view quote) { return line.contains(quote); });
}

/// By its mark, or by the zero octets of its Latin letters.
bool is_utf16(std::string_view text) {
  const auto begin = text.substr(0, 2);
  return begin == "\xFF\xFE" || begin == "\xFE\xFF" || (begin.size() == 2 && begin.contains('\0'));
}

/// "saw 'ö'"
bool saw_letter_of_ours(std::string_view message) {
  const auto at = message.find("saw '") + 5;
  return at < message.size() && static_cast<unsigned char>(message[at]) > '~';
}

struct Mend {
  std::string_view message;  ///< in the parser's words
  std::string_view remedy;
};

constexpr auto mends = std::to_array<Mend>({
    {"could not determine value type",
     "Put quotation marks around a text: server = \"smtp.example.se\". Numbers, true and false have none."},
    {"expected digit, saw", "Put quotation marks around what is more than a number: drain = \"60s\"."},
    {"leading zeroes", "Put quotation marks around a code, so that its zeros stay: municipality = \"0180\"."},
    {"saw ','", "Write a decimal point (rate = 0.5), and several values in brackets: to = [\"a@b.se\", \"c@d.se\"]."},
    {"comma or closing ']'",
     "Put quotation marks at both ends of each text and a comma between two: to = [\"a@b.se\", \"c@d.se\"]."},
    {"array: encountered end-of-file", "End the list with a bracket: to = [\"a@b.se\", \"c@d.se\"]."},
    {"expected ']'", "End the heading with as many brackets as it begins with: [mail], [[job]]."},
    {"expected '='", "Write = between a key and its value: server = \"smtp.example.se\"."},
    {"redefine existing table",
     "Write the heading once, with all its keys below it; only [[job]] and its like repeat."},
    {"cannot redefine", "Write the key once: take one of its lines away."},
    {"escape sequence", "Write a text with backslashes in single quotation marks: path = 'C:\\data'."},
});

constexpr std::string_view any_mend =
    "Mend the text there: a line is a heading ([mail]), a key and its value (server = \"smtp.example.se\"; texts stand "
    "in "
    "quotation marks), or a comment (# …). https://toml.io shows the format.";

}  // namespace

SyntaxFault syntax_fault(std::string_view text, std::string_view message, std::int64_t line) {
  SyntaxFault fault{.what = "not TOML: " + std::string(message), .remedy = std::string(any_mend)};
  const auto written = line_of(text, line);
  if (is_utf16(text)) {
    fault.remedy = "Save the file as UTF-8: it is UTF-16, which Notepad calls Unicode.";
  } else if (!core::is_well_formed(text)) {
    fault.remedy = "Save the file as UTF-8: å, ä and ö are written in another encoding, such as Latin-1.";
  } else if (message.contains("string") && message.contains("control characters") && !has_control_character(written)) {
    fault.what = "not TOML: a text has no quotation mark at its end";
    fault.remedy = "End the text on the line where it begins: server = \"smtp.example.se\".";
  } else if (has_curled_quote(written) && message.contains("could not determine")) {
    fault.remedy = "Write straight quotation marks, not curled ones: server = \"smtp.example.se\".";
  } else if (message.contains("expected '=', saw '") && saw_letter_of_ours(message)) {
    fault.remedy = "Write the key as `sluss config reference` has it: keys have a-z, 0-9, _ and - only.";
  } else if (const auto mend =
                 std::ranges::find_if(mends, [&](const Mend& one) { return message.contains(one.message); });
             mend != mends.end()) {
    fault.remedy = mend->remedy;
  }
  return fault;
}

}  // namespace sluss::daemon::settings
