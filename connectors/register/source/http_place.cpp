#include "connectors/register/source/http_place.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "connectors/http/dates.h"
#include "connectors/register/source/incoming_file.h"
#include "connectors/register/source/parts.h"
#include "connectors/register/source/place_mark.h"
#include "connectors/register/source/robots_rules.h"
#include "connectors/register/source/sent_name.h"
#include "core/log.h"
#include "core/url.h"

namespace sluss::connectors::registers {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view agent = "sluss";  // http::Client's User-Agent begins with it
constexpr char between = ',';
constexpr std::size_t mark_bytes_most = 300;
constexpr std::size_t probe_bytes_most = std::size_t{64} << 10U;

std::string header_of(const http::Response& response, std::string_view name) {
  const auto found = std::ranges::find(response.headers, name, &http::Header::name);
  return found == response.headers.end() ? std::string() : found->value;
}

/// As a part of a version: letters, digits and %.
std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    result += plain ? std::string(1, c) : fmt::format("%{:02X}", byte);
  }
  return result;
}

/// What the server said of the bytes that it sent, and from which address.
struct Version {
  std::string etag;
  std::string last_modified;

  [[nodiscard]] std::string text(const std::string& url) const {
    const auto mark = [](const std::string& one) { return one.size() > mark_bytes_most ? "" : escaped(one); };
    const auto one = mark(etag);
    const auto other = mark(last_modified);
    return one.empty() && other.empty() ? std::string() : beginning(url) + one + between + other;
  }
  /// Nothing where it is of another address.
  static std::optional<Version> parse(std::string_view text, const std::string& url) {
    const auto begin = beginning(url);
    if (!text.starts_with(begin)) return std::nullopt;
    text.remove_prefix(begin.size());
    const auto comma = text.find(between);
    if (comma == std::string_view::npos) return std::nullopt;
    return Version{core::percent_decoded(text.substr(0, comma)), core::percent_decoded(text.substr(comma + 1))};
  }

 private:
  static std::string beginning(const std::string& url) { return place_mark(url) + between; }
};

/// "https://host:8080" and "/path?query" of an address.
struct Address {
  std::string server;
  std::string path;
};

Address address_of(std::string_view url) {
  url = url.substr(0, url.find('#'));
  const auto authority = url.find("://") + 3;
  const auto end = std::min(url.find_first_of("/?", authority), url.size());
  std::string path(url.substr(end));
  if (!path.starts_with('/')) path.insert(0, "/");
  return {std::string(url.substr(0, end)), std::move(path)};
}

/// The server has no robots.txt that we may read (RFC 9309, 2.3.1): all is permitted.
bool has_none(const core::Error& error) {
  return error.error_class != core::ErrorClass::transient && error.error_class != core::ErrorClass::cancelled &&
         (error.code == "http.status_4xx" || error.code == "http.gone" || error.code == "http.denied" ||
          error.code == "http.redirect");
}

class HttpPlace final : public FilePlace {
 public:
  HttpPlace(core::Files& files, std::shared_ptr<http::Client> client, HttpPlaceOptions options)
      : files_(files), client_(std::move(client)), options_(std::move(options)) {}

  [[nodiscard]] std::string request_of(std::string_view /*name*/) const override {
    return core::log::masked(core::shown_url(options_.url));
  }
  [[nodiscard]] std::string server() const override { return address_of(options_.url).server; }
  [[nodiscard]] std::string_view where() const override { return "på adressen"; }
  [[nodiscard]] core::Result<std::vector<InboxFile>> list(const std::stop_token& /*stop*/) override {
    return std::vector<InboxFile>{{.name = name_of_address(options_.url), .stamp = {}}};
  }
  [[nodiscard]] bool is_named_by_list() const override { return false; }
  /// What the address has now is what applies, whatever its time.
  [[nodiscard]] bool is_ordered_by_time() const override { return false; }

  [[nodiscard]] core::Result<std::optional<FetchedFile>> take(const InboxFile& file, const std::string& known,
                                                              const fs::path& scratch,
                                                              const std::stop_token& stop) override {
    SLUSS_TRY(check_robots(options_.url, stop));
    IncomingFile incoming(files_, scratch, options_.most_bytes, file.name);
    auto request = request_for(stop);
    request.on_body = [&incoming](std::string_view piece) { return incoming.write(piece); };
    request.on_restart = [&incoming] { incoming.restart(); };
    const auto version = Version::parse(known, options_.url);
    if (version && !version->etag.empty()) request.headers.push_back({"If-None-Match", version->etag});
    if (version && !version->last_modified.empty())
      request.headers.push_back({"If-Modified-Since", version->last_modified});
    const auto response = SLUSS_TRY(client_->get(request, stop));
    if (response.status == 304 && version) return std::nullopt;
    SLUSS_TRY(check_has_file(response));
    const auto modified = header_of(response, "last-modified");
    const auto instant = http::parse_http_date(modified);
    InboxFile now{.name = name_of(response), .stamp = {.modified_nanos = instant ? instant->micros * 1'000 : 0}};
    auto copied = SLUSS_TRY(incoming.finish(std::move(now)));
    return FetchedFile{.file = std::move(copied),
                       .version = Version{.etag = response.etag, .last_modified = modified}.text(options_.url)};
  }

  /// The beginning of the file is enough.
  [[nodiscard]] core::Result<Probe> probe(const std::stop_token& stop) override {
    SLUSS_TRY(check_robots(options_.url, stop));
    auto request = request_for(stop);
    request.certificate = true;
    request.headers.push_back({"Range", "bytes=0-0"});
    std::size_t came = 0;
    request.on_restart = [&came] { came = 0; };
    request.on_body = [&came](std::string_view piece) -> core::Result<> {
      came += piece.size();
      if (came > probe_bytes_most) return stopped();
      return {};
    };
    const auto response = client_->get(request, stop);
    const auto shown = request_of({});
    if (!response && came > probe_bytes_most) return Probe{.answer = shown + " answered with a file"};
    if (!response) return std::unexpected(response.error());
    if (response->status != 206) SLUSS_TRY(check_has_file(*response));
    return Probe{.answer = fmt::format("{} answered {}", shown, response->status),
                 .certificate_ends = http::certificate_end(*response),
                 .clock_behind = http::clock_behind(*response)};
  }

 private:
  [[nodiscard]] http::Request request_for(const std::stop_token& stop) {
    http::Request request;
    request.url = options_.url;
    request.keeps_body = false;
    request.on_redirect = [this, &stop](const std::string& url) { return check_robots(url, stop); };
    return request;
  }

  /// The one that the mapping knows; else what the server calls it.
  [[nodiscard]] std::string name_of(const http::Response& response) const {
    auto sent = name_of_disposition(header_of(response, "content-disposition"));
    auto of_address = name_of_address(options_.url);
    if (sent.empty() || (!options_.wanted(sent) && options_.wanted(of_address))) sent = std::move(of_address);
    return sent.empty() ? "index.html" : sent;
  }

  [[nodiscard]] core::Result<> check_has_file(const http::Response& response) const {
    if (response.status == 200 || response.status == 203) return {};
    return core::fail(core::ErrorClass::source, "register.no_file",
                      fmt::format("the address answers with status {}, and without a file", response.status),
                      "Open the address in a browser: it must lead to the file itself.", {.file = request_of({})});
  }

  [[nodiscard]] core::Result<> check_robots(const std::string& url, const std::stop_token& stop) {
    const auto address = address_of(url);
    auto found = robots_.find(address.server);
    if (found == robots_.end()) {
      auto robots = SLUSS_TRY(fetch_robots(address.server, stop));
      found = robots_.emplace(address.server, std::move(robots)).first;
    }
    if (found->second.permits(address.path)) return {};
    return core::fail(core::ErrorClass::config, "register.robots",
                      address.server + "/robots.txt forbids programs to fetch this address",
                      "Ask the owner of the site for the file another way or for a rule that permits \"" +
                          std::string(agent) + "\", or fetch it by hand and put it in a folder.",
                      {.file = core::log::masked(core::shown_url(url))});
  }

  [[nodiscard]] core::Result<RobotsRules> fetch_robots(const std::string& server, const std::stop_token& stop) {
    std::string text;
    http::Request request;
    request.url = server + "/robots.txt";
    request.keeps_body = false;
    request.on_restart = [&text] { text.clear(); };
    request.on_body = [&text](std::string_view piece) -> core::Result<> {
      text.append(piece.substr(0, robots_bytes_most - text.size()));
      return {};
    };
    const auto response = client_->get(request, stop);
    if (response) return RobotsRules::parse(text, agent);
    if (has_none(response.error())) return RobotsRules();
    return std::unexpected(response.error());
  }

  core::Files& files_;
  std::shared_ptr<http::Client> client_;
  HttpPlaceOptions options_;
  std::map<std::string, RobotsRules> robots_;  ///< by server, for this run
};

}  // namespace

std::unique_ptr<FilePlace> http_place(core::Files& files, std::shared_ptr<http::Client> client,
                                      HttpPlaceOptions options) {
  return std::make_unique<HttpPlace>(files, std::move(client), std::move(options));
}

}  // namespace sluss::connectors::registers
