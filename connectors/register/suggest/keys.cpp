#include "connectors/register/suggest/keys.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "connectors/register/mapping/pattern.h"
#include "connectors/register/suggest/names.h"
#include "core/text.h"

namespace sluss::connectors::registers {
namespace {

constexpr std::size_t most_keys = 20'000;
constexpr std::size_t longest_code = 12;

bool is_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// "kön" of "folder/bistånd - kön.csv".
std::string subject_of(std::string_view member) {
  member.remove_prefix(member.rfind('/') + 1);
  const auto stem = member.substr(0, member.rfind('.'));
  constexpr std::string_view dash = " - ";
  const auto at = stem.rfind(dash);
  return std::string(at == std::string_view::npos ? stem : stem.substr(at + dash.size()));
}

bool is_code_heading(std::string_view heading, const std::string& subject) {
  const auto name = plain_name(heading);
  return name == subject || name == "kod" || name == "id" || name == "code" || name == "nr" || name.ends_with("kod");
}

/// The rows of a file that may be one of keys.
class Keys {
 public:
  explicit Keys(KeyFile& made) : made_(made) {}

  /// False: these are no keys.
  bool add(const Row& row) {
    std::vector<std::string> texts;
    for (const auto& cell : row.cells) texts.push_back(squeezed(core::cut(cell.text, 1'000)));
    if (std::ranges::all_of(texts, &std::string::empty)) return true;
    texts.resize(std::max<std::size_t>(texts.size(), 2));
    const auto& code = texts[0];
    const auto& text = texts[1];
    if (texts.size() > 2 || code.empty() || text.empty() || code.contains(' ') || code.size() > longest_code)
      return false;
    if (codes_.size() == most_keys || !codes_.insert(code).second) return false;
    numbers_ += plain_number(text) ? 1 : 0;
    digits_ += is_digits(code) ? 1 : 0;
    made_.counties |= is_digits(code) && code.size() == 2 && !is_country(text);
    made_.municipalities |= is_digits(code) && code.size() == 4;
    if (is_country(text)) made_.country = code;
    if (is_total(text)) made_.total = text;
    return true;
  }
  [[nodiscard]] bool are_keys(bool code_heading) const {
    return !codes_.empty() && 2 * numbers_ < codes_.size() && (code_heading || digits_ == codes_.size());
  }

 private:
  KeyFile& made_;
  std::set<std::string> codes_;
  std::size_t numbers_ = 0;  ///< texts that are
  std::size_t digits_ = 0;   ///< codes of digits alone
};

}  // namespace

bool is_total(std::string_view text) {
  constexpr auto words =
      std::to_array<std::string_view>({"totalt", "total", "samtliga", "alla", "summa", "bada_konen", "bada_kon"});
  const auto name = plain_name(text);
  return std::ranges::any_of(words, [&](std::string_view word) {
    return name == word || (word.size() > 4 && name.starts_with(std::string(word) + "_"));
  });
}

bool is_country(std::string_view text) {
  const auto name = plain_name(text);
  return name == "riket" || name == "rike" || name == "hela_riket" || name == "sverige";
}

core::Result<std::optional<KeyFile>> find_key_file(const Part& part, std::size_t sheet, const FoundShape& shape) {
  const bool two = shape.rows == 1 && shape.headings.size() == 2 && !shape.headings[0].empty() &&
                   !shape.headings[1].empty() && part.document->sheets().size() == 1;
  if (!two) return std::nullopt;
  const auto subject = plain_name(subject_of(part.name));
  KeyFile made{.name = subject,
               .files = escaped(part.name),
               .key = escaped(shape.headings[0]),
               .value = escaped(shape.headings[1]),
               .total = {},
               .country = {}};
  Keys keys(made);
  const auto rows = SLUSS_TRY(part.document->open(sheet));
  for (;;) {
    const auto row = SLUSS_TRY(rows->next());
    if (!row) break;
    if (row->number > shape.row && !keys.add(*row)) return std::nullopt;
  }
  if (!keys.are_keys(is_code_heading(shape.headings[0], subject))) return std::nullopt;
  return made;
}

const KeyFile* key_file_of(const std::vector<KeyFile>& keys, std::string_view heading) {
  const auto name = plain_name(heading);
  const auto found = std::ranges::find_if(keys, [&](const KeyFile& key) {
    return name == key.name || name == key.name + "kod" || name == key.name + "_kod" || key.name.ends_with("_" + name);
  });
  return found == keys.end() ? nullptr : &*found;
}

std::string lookup_text(const KeyFile& key) {
  return fmt::format("[[lookup]]\nname = {}\nfiles = [{}]\nkey = [{}]\nvalue = [{}]\n", toml_text(key.name),
                     toml_text(key.files), toml_text(key.key), toml_text(key.value));
}

}  // namespace sluss::connectors::registers
