#include "daemon/runner/published.h"

#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/log.h"
#include "core/replace_file.h"

namespace sluss::daemon::runner {
namespace {

std::string name_of(const settings::Publish& target) {
  std::string name = target.dataset + " " + target.to;
  for (const auto& format : target.formats) name += " " + format;
  if (target.to.starts_with("odbc:")) {
    name += " " + target.table + " " + target.mode;
    for (const auto& key : target.keys) name += " " + key;
  }
  // Said anew, the files are written anew, with it; not said, the name is that of earlier releases.
  if (target.to.starts_with("folder:") && !(target.mode.empty() && target.group.empty()))
    name += " " + target.mode + " " + target.group;
  return name;
}

}  // namespace

core::Result<PublishedContent> PublishedContent::load(core::Files& files, std::filesystem::path file) {
  PublishedContent published(files, std::move(file));
  if (!files.exists(published.file_)) return published;
  SLUSS_ASSIGN(const auto text, files.read(published.file_));
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_object()) {
    core::log::warning("publish.forgotten", "what lies at the targets is not known; every dataset is written again",
                       {{"file", published.file_.string()}});
    return published;
  }
  for (const auto& [target, content] : json.items()) {
    if (content.is_string()) published.content_[target] = content.get<std::string>();
  }
  return published;
}

bool PublishedContent::holds(const settings::Publish& target, const std::string& content) const {
  const auto found = content_.find(name_of(target));
  return found != content_.end() && found->second == content;
}

core::Result<> PublishedContent::put(const settings::Publish& target, const std::string& content) {
  content_[name_of(target)] = content;
  return core::replace_file(*files_, file_, core::json_text(nlohmann::json(content_), 1) + "\n");
}

}  // namespace sluss::daemon::runner
