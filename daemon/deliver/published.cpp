#include "daemon/deliver/published.h"

#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/log.h"
#include "core/replace_file.h"
#include "daemon/settings/words.h"

namespace sluss::daemon::deliver {
namespace {

/// What is configured of a target beside its address; when that changes, the dataset is written again.
std::string details_of(const settings::FolderTarget& folder) {
  // With neither, the name is that of earlier releases.
  return folder.mode.empty() && folder.group.empty() ? "" : " " + folder.mode + " " + folder.group;
}
std::string details_of(const settings::SftpTarget&) {
  return {};
}
std::string details_of(const settings::TableTarget& table) {
  std::string details = " " + settings::to_text(table.table) + " ";
  details += settings::table_mode_words.word_of(table.mode);
  for (const auto& key : table.keys) details += " " + key;
  return details;
}

std::string name_of(const settings::Publish& publish) {
  std::string name = publish.dataset + " " + settings::to_text(publish.target);
  for (const auto format : publish.formats) name.append(" ").append(settings::file_format_words.word_of(format));
  return name + std::visit([](const auto& target) { return details_of(target); }, publish.target);
}

}  // namespace

core::Result<PublishedContent> PublishedContent::load(core::Files& files, std::filesystem::path file) {
  PublishedContent published(files, std::move(file));
  if (!files.exists(published.file_)) return published;
  const auto text = SLUSS_TRY(files.read(published.file_));
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_object()) {
    core::log::warning("publish.forgotten", "the targets' content is not known; every dataset is written again",
                       {{"file", published.file_.string()}});
    return published;
  }
  for (const auto& [target, content] : json.items()) {
    if (content.is_string()) published.content_[target] = content.get<std::string>();
  }
  return published;
}

bool PublishedContent::has(const settings::Publish& target, const std::string& content) const {
  const auto found = content_.find(name_of(target));
  return found != content_.end() && found->second == content;
}

core::Result<> PublishedContent::put(const settings::Publish& target, const std::string& content) {
  content_[name_of(target)] = content;
  return save();
}

core::Result<> PublishedContent::forget(const settings::Publish& target) {
  if (content_.erase(name_of(target)) == 0) return {};
  return save();
}

core::Result<> PublishedContent::save() const {
  return core::replace_file(*files_, file_, core::json_text(nlohmann::json(content_), 1) + "\n");
}

}  // namespace sluss::daemon::deliver
