#pragma once
// <state>/published.json: which content of a dataset each target has. What was not finished (a kill between the commit
// and the file, a share that was away) is made good by the next run, whether that run changes anything or not. It can
// be lost without harm: everything is then written again.

#include <filesystem>
#include <map>
#include <string>

#include "core/error.h"
#include "core/files.h"
#include "daemon/settings/settings.h"

namespace sluss::daemon::deliver {

class PublishedContent {
 public:
  [[nodiscard]] static core::Result<PublishedContent> load(core::Files& files, std::filesystem::path file);
  [[nodiscard]] bool has(const settings::Publish& target, const std::string& content) const;
  core::Result<> put(const settings::Publish& target, const std::string& content);
  /// The target's content is not known: a part may have been written before the delivery failed.
  core::Result<> forget(const settings::Publish& target);

 private:
  PublishedContent(core::Files& files, std::filesystem::path file) : files_(&files), file_(std::move(file)) {}
  [[nodiscard]] core::Result<> save() const;

  core::Files* files_;
  std::filesystem::path file_;
  std::map<std::string, std::string> content_;  ///< by target
};

}  // namespace sluss::daemon::deliver
