#include "connectors/register/xlsx/package.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <utility>

#include "connectors/register/over_limit.h"
#include "connectors/register/shown.h"
#include "core/url.h"

namespace sluss::connectors::registers {
namespace {

constexpr std::size_t most_relationships = 20'000, longest_word = 512;

std::string without_percents(std::string_view text) {
  std::string plain(text);
  std::ranges::replace(plain, '\\', '/');
  return core::percent_decoded(plain);
}

std::string_view folder_of(std::string_view part) {
  const auto slash = part.rfind('/');
  return slash == std::string_view::npos ? std::string_view{} : part.substr(0, slash + 1);
}

class RelationshipReader final : public XmlHandler {
 public:
  RelationshipReader(std::string_view from, core::Place place) : from_(from), place_(std::move(place)) {}

  void start(std::string_view name, const XmlAttributes& attributes) override {
    if (name != "Relationship" || attributes.find("TargetMode") == "External") return;
    const auto id = attributes.find("Id"), type = attributes.find("Type"), target = attributes.find("Target");
    if (!id || !type || !target) return;
    if (found_.size() == most_relationships || std::max({id->size(), type->size(), target->size()}) > longest_word)
      return parser_->fail(over_limit("a part of the workbook refers to too many others", place_).error());
    found_.push_back(
        {std::string(*id), std::string(type->substr(type->rfind('/') + 1)), resolved_part(from_, *target)});
  }
  void end(std::string_view /*name*/) override {}

  [[nodiscard]] core::Result<std::vector<Relationship>> run(XmlParser& parser) {
    parser_ = &parser;
    std::ignore = SLUSS_TRY(parser.run());
    return std::move(found_);
  }

 private:
  std::string_view from_;
  core::Place place_;
  XmlParser* parser_ = nullptr;
  std::vector<Relationship> found_;
};

}  // namespace

std::string resolved_part(std::string_view from, std::string_view target) {
  const auto plain = without_percents(target);
  const auto whole = plain.starts_with('/') ? plain : std::string(folder_of(from)) + plain;
  std::vector<std::string_view> steps;
  for (std::string_view rest = whole; !rest.empty();) {
    const auto step = rest.substr(0, rest.find('/'));
    rest.remove_prefix(std::min(rest.size(), step.size() + 1));
    if (step == ".." && !steps.empty()) steps.pop_back();
    if (!step.empty() && step != "." && step != "..") steps.push_back(step);
  }
  return fmt::format("{}", fmt::join(steps, "/"));
}

core::Result<std::vector<Relationship>> read_relationships(const ZipFile& zip, std::string_view from,
                                                           const std::string& file) {
  const auto folder = folder_of(from);
  const auto part = fmt::format("{}_rels/{}.rels", folder, from.substr(folder.size()));
  const auto* entry = zip.find(part);
  if (entry == nullptr) return std::vector<Relationship>{};
  const core::Place place{.file = file, .field = part};
  RelationshipReader reader(from, place);
  XmlParser parser(SLUSS_TRY(zip.read(*entry)), reader, place);
  return reader.run(parser);
}

core::Result<std::unique_ptr<ByteSource>> open_part(const ZipFile& zip, const std::string& part,
                                                    const std::string& file) {
  const auto* entry = zip.find(part);
  if (entry == nullptr) return missing_part(part, file);
  return zip.read(*entry);
}

std::unexpected<core::Error> missing_part(std::string_view part, const std::string& file) {
  return core::fail(core::ErrorClass::data, "xlsx.missing_part",
                    fmt::format("the workbook lacks a part that it refers to: \"{}\"", shown(part)),
                    "The file is incomplete: fetch it again, or open it in Excel or LibreOffice and save it anew.",
                    {.file = file});
}

}  // namespace sluss::connectors::registers
