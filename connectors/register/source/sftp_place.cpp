#include "connectors/register/source/sftp_place.h"

#include <algorithm>
#include <utility>

#include "connectors/register/inbox/file_errors.h"
#include "connectors/register/mapping/pattern.h"
#include "connectors/register/source/incoming_file.h"
#include "connectors/register/source/place_mark.h"
#include "connectors/sftp/remedies.h"

namespace sluss::connectors::registers {
namespace {

namespace fs = std::filesystem;
using core::ErrorClass;
using sftp::Failure;
using sftp::Trouble;

constexpr std::size_t listing_bytes_most = std::size_t{16} << 20U;
constexpr std::int64_t nanos_a_second = 1'000'000'000;

std::unexpected<core::Error> error_of(const Trouble& trouble, const sftp::Options& options) {
  core::Place place{.file = options.address.text()};
  const auto made = [&](ErrorClass error_class, std::string_view name, std::string remedy) {
    return core::fail(error_class, name, trouble.what, std::move(remedy), place);
  };
  switch (trouble.failure) {
    case Failure::host_key:
      place.field = "host_key";
      return made(ErrorClass::config, "sftp.host_key", sftp::host_key_remedy(trouble));
    case Failure::denied:
      return made(ErrorClass::config, "sftp.denied", sftp::denied_remedy(options, "url"));
    case Failure::not_found:
      return made(ErrorClass::config, "sftp.folder", "Correct the folder in `url`, or have it created on the server.");
    case Failure::permission:
      return made(ErrorClass::config, "sftp.permission",
                  "Let the user of `url` list the folder and read its files on the server.");
    case Failure::cancelled:
      return made(ErrorClass::cancelled, "sftp.cancelled", "Run the job again: the file stays where it is.");
    case Failure::dns:
    case Failure::connect:
    case Failure::timeout:
    case Failure::connection:
    case Failure::partly:
      return made(ErrorClass::transient, "sftp.connection",
                  "Check the host in `url`, the network and the firewall; the next run tries again.");
    case Failure::local_file:
    case Failure::receiver:
      return std::unexpected(*trouble.error);
    case Failure::full:
    case Failure::refused:
    case Failure::server:
      break;
  }
  return made(ErrorClass::source, "sftp.server", "See the server's log for what it refused.");
}

class SftpPlace final : public FilePlace {
 public:
  SftpPlace(core::Files& files, SftpPlaceOptions options, std::optional<Pattern> names, std::string only)
      : files_(files), options_(std::move(options)), names_(std::move(names)), only_(std::move(only)) {}

  [[nodiscard]] std::string request_of(std::string_view name) const override {
    const auto folder = address().text();
    return folder + (folder.ends_with('/') ? "" : "/") + shown_name(name);
  }
  [[nodiscard]] std::string server() const override { return address().text(); }
  [[nodiscard]] std::string_view where() const override { return "på servern"; }
  [[nodiscard]] bool is_ordered_by_time() const override { return true; }

  [[nodiscard]] core::Result<std::vector<InboxFile>> list(const std::stop_token& stop) override {
    std::vector<InboxFile> result;
    auto& there = session(stop);
    const auto names = there.list(listing_bytes_most);
    if (!names) return failed(names.error());
    for (const auto& name : *names) {
      if (!is_ours(name)) continue;
      const auto stat = there.stat(name);
      if (stat) {
        result.push_back({.name = name, .stamp = stamp_of(*stat)});
      } else if (stat.error().failure != Failure::not_found && stat.error().failure != Failure::permission) {
        return failed(stat.error());  // what is gone, or cannot be read, is left out
      }
    }
    std::ranges::sort(result, {}, &InboxFile::name);
    return result;
  }

  [[nodiscard]] core::Result<std::optional<FetchedFile>> take(const InboxFile& file, const std::string& known,
                                                              const fs::path& scratch,
                                                              const std::stop_token& stop) override {
    auto version = version_of(file);
    if (!version.empty() && version == known) return std::nullopt;
    IncomingFile incoming(files_, scratch, options_.most_bytes, file.name);
    auto& there = session(stop);
    const auto sent = there.download(file.name, [&incoming](std::string_view piece) { return incoming.write(piece); });
    if (!sent) return failed_with(file, sent.error());
    const auto after = there.stat(file.name);
    if (!after) return failed_with(file, after.error());
    const auto stamp = stamp_of(*after);
    if (incoming.bytes() != file.stamp.bytes || stamp != file.stamp) return file_changes(place_of(file));
    auto copied = SLUSS_TRY(incoming.finish(file));
    return FetchedFile{.file = std::move(copied), .version = std::move(version)};
  }

  void ask_for_next() override { options_.next_runs->ask(server()); }

  [[nodiscard]] core::Result<Probe> probe(const std::stop_token& stop) override {
    const auto files = SLUSS_TRY(list(stop));
    return Probe{.answer = server() + " answered, and has " + std::to_string(files.size()) +
                           (files.size() == 1 ? " file that may be taken" : " files that may be taken")};
  }

 private:
  [[nodiscard]] const sftp::Address& address() const { return options_.server.address; }

  /// One connection as long as the same caller may stop it.
  sftp::Session& session(const std::stop_token& stop) {
    if (!session_ || session_stop_ != stop) {
      session_.emplace(options_.server, stop);
      session_stop_ = stop;
    }
    return *session_;
  }

  [[nodiscard]] bool is_ours(const std::string& name) const {
    if (!only_.empty()) return name == only_;
    return may_be_taken(name) && (!names_ || names_->match(name)) && (!options_.wanted || options_.wanted(name));
  }

  static FileStamp stamp_of(const sftp::Stat& stat) {
    return {.bytes = stat.bytes, .modified_nanos = stat.modified * nanos_a_second};
  }
  /// Size and time, and which file; empty where the server gives no time.
  [[nodiscard]] std::string version_of(const InboxFile& file) const {
    if (file.stamp.modified_nanos == 0) return {};
    return place_mark(server() + "/" + file.name) + "," + std::to_string(file.stamp.bytes) + "," +
           std::to_string(file.stamp.modified_nanos / nanos_a_second);
  }
  [[nodiscard]] core::Place place_of(const InboxFile& file) const { return {.file = request_of(file.name)}; }

  /// A connection that failed is not used again.
  std::unexpected<core::Error> failed(const Trouble& trouble) {
    auto error = error_of(trouble, options_.server);
    session_.reset();
    return error;
  }
  std::unexpected<core::Error> failed_with(const InboxFile& file, const Trouble& trouble) {
    if (trouble.failure == Failure::not_found) return file_is_gone(place_of(file));
    return failed(trouble);
  }

  core::Files& files_;
  SftpPlaceOptions options_;
  std::optional<Pattern> names_;
  std::string only_;  ///< the one file's name; empty: those of the folder
  std::optional<sftp::Session> session_;
  std::stop_token session_stop_;
};

}  // namespace

ServerFolder server_folder_of(sftp::Address address, bool one_file) {
  ServerFolder there{.folder = std::move(address), .only = {}, .names = {}};
  auto& folder = there.folder.folder;
  const auto slash = folder.rfind('/');
  auto last = folder.substr(slash + 1);  // npos + 1 is 0
  if (!one_file && !last.contains('*')) return there;
  folder = slash == std::string::npos ? "." : slash == 0 ? "/" : folder.substr(0, slash);
  (one_file ? there.only : there.names) = std::move(last);
  return there;
}

core::Result<std::unique_ptr<FilePlace>> sftp_place(core::Files& files, SftpPlaceOptions options) {
  auto there = server_folder_of(std::move(options.server.address), options.one_file);
  options.server.address = std::move(there.folder);
  std::optional<Pattern> names;
  if (!there.names.empty()) {
    names = SLUSS_TRY(Pattern::parse(there.names));
  }
  return std::make_unique<SftpPlace>(files, std::move(options), std::move(names), std::move(there.only));
}

core::Result<sftp::Options> sftp_options_of(const Setup& setup) {
  sftp::Options options;
  options.address = SLUSS_TRY(sftp::parse_address(setup.source.text("url")));
  options.host_keys = sftp::parse_host_keys(setup.source.text("host_key"));
  if (const auto& key = setup.source.text("key"); !key.empty()) {
    options.key_file = SLUSS_TRY(setup.secret_file(key));
  }
  if (const auto& password = setup.source.text("credential"); !password.empty()) {
    options.password = SLUSS_TRY(setup.secret(password));
  }
  return options;
}

}  // namespace sluss::connectors::registers
