#include "connectors/register/source/place.h"

#include <utility>

#include "connectors/register/source/folder_place.h"
#include "connectors/register/source/http_place.h"
#include "connectors/register/source/next_run.h"
#include "connectors/register/source/options.h"
#include "connectors/register/source/sftp_place.h"

namespace sluss::connectors::registers {

core::Result<std::unique_ptr<FilePlace>> make_place(const PlaceSetting& setting) {
  const auto& source = setting.setup.source;
  auto options = inbox_of(source);
  options.wanted = setting.wanted;
  const auto& url = source.text("url");
  if (url.empty()) return folder_place(setting.files, std::move(options), *setting.setup.shared);
  if (is_sftp(url)) {
    auto server = SLUSS_TRY(sftp_options_of(setting.setup));
    return sftp_place(setting.files, {.server = std::move(server),
                                      .one_file = options.one_file,
                                      .most_bytes = options.most_bytes,
                                      .wanted = setting.wanted,
                                      .next_runs = setting.setup.shared->part<NextRuns>()});
  }
  auto client = SLUSS_TRY(setting.setup.http());
  return http_place(setting.files, std::move(client),
                    {.url = url, .most_bytes = options.most_bytes, .wanted = setting.wanted});
}

}  // namespace sluss::connectors::registers
