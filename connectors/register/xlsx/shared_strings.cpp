#include "connectors/register/xlsx/shared_strings.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <tuple>
#include <utility>

#include "connectors/register/over_limit.h"
#include "connectors/register/xlsx/text_runs.h"
#include "connectors/register/xlsx/words.h"

namespace sluss::connectors::registers {
namespace {

constexpr std::size_t block_size = 65'536;
constexpr std::size_t group_bytes = 16'384, group_texts = 128, most_groups = 1'000'000;
constexpr std::size_t slots = 64;  // groups in memory; one more for those that are larger than
constexpr std::size_t largest_in_slot = 32'768;
using Length = std::uint32_t;

}  // namespace

core::Result<> SharedStrings::add(std::string_view text) {
  const auto cost = static_cast<std::int64_t>(text.size() + sizeof(std::string_view));
  ++size_;
  if (!file_ && cost <= limits_.shared_strings_bytes - kept_bytes_) {
    kept_bytes_ += cost;
    keep(text);
    return {};
  }
  if (!file_) SLUSS_TRY(spill());
  return write(text);
}

void SharedStrings::keep(std::string_view text) {
  if (text.size() > block_left_) {
    block_left_ = std::max(block_size, text.size());
    blocks_.push_back(std::make_unique_for_overwrite<char[]>(block_left_));
    block_next_ = blocks_.back().get();
  }
  if (!text.empty()) std::memcpy(block_next_, text.data(), text.size());
  kept_.emplace_back(block_next_, text.size());
  block_next_ += text.size();
  block_left_ -= text.size();
}

core::Result<> SharedStrings::spill() {
  file_ = SLUSS_TRY(TemporaryFile::make(folder_));
  for (const auto text : kept_) SLUSS_TRY(write(text));
  kept_.clear();
  kept_.shrink_to_fit();
  blocks_.clear();
  blocks_.shrink_to_fit();
  return {};
}

core::Result<> SharedStrings::write(std::string_view text) {
  const auto length = static_cast<Length>(text.size());
  char bytes[sizeof length];
  std::memcpy(bytes, &length, sizeof length);
  pending_.append(bytes, sizeof bytes).append(text);
  ++written_;
  if (++pending_texts_ == group_texts || pending_.size() >= group_bytes) return write_group();
  return {};
}

core::Result<> SharedStrings::write_group() {
  if (pending_texts_ == 0) return {};
  groups_.push_back({.first = written_ - pending_texts_, .offset = file_->size()});
  if (groups_.size() > most_groups) return over_limit("the workbook has too many different texts", {});
  SLUSS_TRY(file_->append(pending_));
  pending_.clear();
  pending_texts_ = 0;
  return {};
}

core::Result<> SharedStrings::finish() {
  if (file_) SLUSS_TRY(write_group());
  loaded_.resize(file_ ? slots + 1 : 0);
  pending_.shrink_to_fit();
  return {};
}

core::Result<const std::string*> SharedStrings::load(std::size_t group) {
  const auto end = group + 1 < groups_.size() ? groups_[group + 1].offset : file_->size();
  const auto size = static_cast<std::size_t>(end - groups_[group].offset);
  auto& slot = loaded_[size > largest_in_slot ? slots : group % slots];
  if (slot.group != group) {
    slot.group.reset();
    slot.bytes.resize(size);
    SLUSS_TRY(file_->read_at(groups_[group].offset, slot.bytes));
    slot.group = group;
  }
  return &slot.bytes;
}

core::Result<std::string_view> SharedStrings::text(std::uint64_t number) {
  if (!file_) return kept_[number];
  const auto after = std::ranges::upper_bound(groups_, number, {}, &Group::first);
  const auto group = static_cast<std::size_t>(after - groups_.begin()) - 1;
  std::string_view rest = *SLUSS_TRY(load(group));
  for (auto at = groups_[group].first;; ++at) {
    Length length = 0;
    std::memcpy(&length, rest.data(), sizeof length);
    rest.remove_prefix(sizeof length);
    if (at == number) return rest.substr(0, length);
    rest.remove_prefix(length);
  }
}

class SharedStrings::Reader final : public XmlHandler {
 public:
  Reader(SharedStrings& strings, core::Place place) : strings_(strings), place_(std::move(place)) {}

  void start(std::string_view name, const XmlAttributes& attributes) override {
    if (depth_++ == 0 && name != "sst") return refuse_root();
    if (name == "si") {
      text_.clear();
      runs_.begin();
    }
    if (name == "r") runs_.part();
    runs_.property(name, attributes);
    if (name == "rPh") ++phonetic_;
    in_text_ = name == "t" && phonetic_ == 0;
  }
  void end(std::string_view name) override {
    --depth_;
    in_text_ = false;
    if (name == "rPh") --phonetic_;
    if (name == "r") runs_.part();
    if (name == "si") add();
  }
  void text(std::string_view text) override {
    if (!in_text_) return;
    if (text_.size() + text.size() > static_cast<std::size_t>(strings_.limits_.cell_bytes))
      return parser_->fail(
          over_limit(fmt::format("text {} is longer than {} bytes", strings_.size() + 1, strings_.limits_.cell_bytes),
                     place_)
              .error());
    runs_.append(text_, text);
  }
  [[nodiscard]] core::Result<> run(XmlParser& parser) {
    parser_ = &parser;
    std::ignore = SLUSS_TRY(parser.run());
    return strings_.finish();
  }

 private:
  void refuse_root() {
    parser_->fail({.code = "xlsx.xml",
                   .error_class = core::ErrorClass::data,
                   .what = "the part that should hold the workbook's texts is another",
                   .remedy = "Open the file in Excel or LibreOffice and save it anew.",
                   .place = place_});
  }
  void add() {
    auto added = strings_.add(text_.find("_x") == std::string::npos ? text_ : unescaped(text_));
    if (!added) parser_->fail(std::move(added).error());
  }

  SharedStrings& strings_;
  core::Place place_;
  XmlParser* parser_ = nullptr;
  std::string text_;
  TextRuns runs_;
  int depth_ = 0, phonetic_ = 0;
  bool in_text_ = false;
};

core::Result<SharedStrings> SharedStrings::read(std::unique_ptr<ByteSource> part, core::Place place,
                                                const Limits& limits, std::filesystem::path spill_folder) {
  SharedStrings strings(limits, std::move(spill_folder));
  Reader reader(strings, place);
  XmlParser parser(std::move(part), reader, std::move(place));
  SLUSS_TRY(reader.run(parser));
  return strings;
}

}  // namespace sluss::connectors::registers
