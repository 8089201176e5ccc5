#pragma once
// Generated Kolada pages as files, and a PageSource over them. Figures are made up from a seed.

#include <cstdint>
#include <filesystem>
#include <string>
#include <unordered_map>
#include <vector>

#include "connectors/kolada/kolada.h"

namespace sluss::bench {

inline constexpr int first_year = 2001;
inline constexpr int years = 25;  ///< one year segment

/// Writes the catalogue and all data pages below `folder`; 290 municipalities, as many indicators as the number needs.
/// `changed_per_mille` of the values differ from the seed's.
struct PageSet {
  std::filesystem::path folder;
  std::vector<std::filesystem::path> data_files;
  std::unordered_map<std::string, std::filesystem::path> by_target;  ///< "/data/…?page=2" → file
  std::int64_t values = 0;
};
[[nodiscard]] PageSet write_pages(const std::filesystem::path& folder, std::int64_t values, int changed_per_mille);
/// The set that write_pages() left in a folder.
[[nodiscard]] PageSet open_pages(const std::filesystem::path& folder);

class FilePages final : public connectors::kolada::PageSource {
 public:
  explicit FilePages(PageSet pages) : pages_(std::move(pages)) {}
  core::Result<Page> get(const std::string& url, std::string_view query, int page, connectors::ObjectWriter* archive,
                         const std::function<core::Result<>(const Page&)>& accept, std::stop_token stop) override;

  /// As over HTTP, a page is fetched while another is decoded.
  [[nodiscard]] int parallel() const override { return 2; }

 private:
  PageSet pages_;
};

}  // namespace sluss::bench
