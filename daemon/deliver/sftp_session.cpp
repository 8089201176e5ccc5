#include "daemon/deliver/sftp_session.h"

#include <string.h>

#include <algorithm>
#include <cstdio>
#include <utility>

#include "core/ids.h"
#include "core/log.h"
#include "core/text.h"

namespace sluss::daemon::deliver {
namespace {

using core::ErrorClass;

struct ListDeleter {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using List = std::unique_ptr<curl_slist, ListDeleter>;

constexpr long upload_buffer = 2L << 20;
/// libcurl's message for a command when the server has answered nothing at all: the connection broke. A session that
/// has had a refusal repeats that one's message instead, hence a new session for what follows a refusal.
constexpr std::string_view no_answer = "Unknown error in libssh2";

struct FileCloser {
  void operator()(std::FILE* file) const { (void)std::fclose(file); }
};

bool is_pinned(const std::vector<std::string>& pinned, std::string_view fingerprint) {
  return std::ranges::any_of(pinned, [&](std::string_view one) {
    while (one.ends_with('=')) one.remove_suffix(1);
    return !one.empty() && one == fingerprint;
  });
}

/// As curl's quote commands want it.
std::string in_quotes(std::string_view path) {
  std::string text = "\"";
  for (const char c : path) {
    if (c == '"' || c == '\\') text += '\\';
    text += c;
  }
  return text + "\"";
}

/// A file of the folder on the server, as a command names it.
std::string in_folder(const std::string& folder, const std::string& name) {
  return in_quotes(folder == "." ? name : folder + (folder.ends_with('/') ? "" : "/") + name);
}

long positive(std::chrono::milliseconds time) {
  return static_cast<long>(std::clamp<std::int64_t>(time.count(), 1, 0x7FFFFFFF));
}

std::size_t read_file(char* buffer, std::size_t size, std::size_t count, void* file) {
  auto* const stream = static_cast<std::FILE*>(file);
  const auto got = std::fread(buffer, size, count, stream);
  return std::ferror(stream) != 0 ? CURL_READFUNC_ABORT : got;
}

std::size_t no_data(char*, std::size_t, std::size_t, void*) {
  return 0;
}

/// One piece of a listing is enough: the folder could be opened.
std::size_t first_piece(char*, std::size_t, std::size_t, void* seen) {
  *static_cast<bool*>(seen) = true;
  return 0;
}

}  // namespace

std::string fingerprint_of(std::string_view key) {
  const auto digest = core::Sha256::of(key);
  auto text = core::base64({reinterpret_cast<const char*>(digest.bytes.data()), digest.bytes.size()});
  text.erase(text.find_last_not_of('=') + 1);  // as OpenSSH shows it
  return "SHA256:" + text;
}

SftpSession::SftpSession(const SftpOptions& options, std::stop_token stop) : options_(options), stop_(std::move(stop)) {
  static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
  set_up_ = ready;
  easy_.reset(curl_easy_init());
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_QUICK_EXIT, 1L);
  set(CURLOPT_VERBOSE, 0L);
  set(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  set(CURLOPT_PROTOCOLS_STR, "sftp");
  set(CURLOPT_PROXY, "");  // http_proxy of the environment is for HTTP
  set(CURLOPT_ERRORBUFFER, message_.data());
  set(CURLOPT_UPLOAD_BUFFERSIZE, upload_buffer);  // so much may be on its way unanswered
  set(CURLOPT_NOPROGRESS, 0L);
  set(CURLOPT_XFERINFOFUNCTION, &SftpSession::on_progress);
  set(CURLOPT_XFERINFODATA, static_cast<void*>(this));
  set_times();
  set_access();
}

void SftpSession::set_times() {
  set(CURLOPT_CONNECTTIMEOUT_MS, positive(options_.times.connect_timeout));
  set(CURLOPT_TIMEOUT_MS, positive(options_.times.total_timeout));
  set(CURLOPT_LOW_SPEED_LIMIT, 1L);
  set(CURLOPT_LOW_SPEED_TIME, std::max(1L, positive(options_.times.stall) / 1000));
  set(CURLOPT_TCP_KEEPALIVE, 1L);
}

void SftpSession::set_access() {
  set(CURLOPT_SSH_HOSTKEYFUNCTION, &SftpSession::on_host_key);
  set(CURLOPT_SSH_HOSTKEYDATA, static_cast<void*>(this));
  set(CURLOPT_USERNAME, options_.address.user.c_str());
  // Curl keeps its own copy; ours is wiped.
  std::string secret(options_.password.reveal_secret());
  if (options_.key_file.empty()) {
    set(CURLOPT_SSH_AUTH_TYPES, static_cast<long>(CURLSSH_AUTH_PASSWORD | CURLSSH_AUTH_KEYBOARD));
    set(CURLOPT_PASSWORD, secret.c_str());
  } else {
    set(CURLOPT_SSH_AUTH_TYPES, static_cast<long>(CURLSSH_AUTH_PUBLICKEY));
    set(CURLOPT_SSH_PRIVATE_KEYFILE, options_.key_file.c_str());
    set(CURLOPT_SSH_PUBLIC_KEYFILE, "");  // made from the private one
    set(CURLOPT_KEYPASSWD, secret.c_str());
  }
  ::explicit_bzero(secret.data(), secret.size());
}

std::string SftpSession::url_of(const std::string& name, bool folder) const {
  const auto& address = options_.address;
  const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> url(curl_url(), &curl_url_cleanup);
  const bool v6 = address.host.find(':') != std::string::npos;
  const auto host = v6 ? "[" + address.host + "]" : address.host;
  auto path = address.folder.starts_with('/') ? address.folder
              : address.folder == "."         ? std::string("/~")
                                              : "/~/" + address.folder;
  if (!path.ends_with('/')) path += '/';
  if (!folder) path += name;
  curl_url_set(url.get(), CURLUPART_SCHEME, "sftp", 0);
  curl_url_set(url.get(), CURLUPART_HOST, host.c_str(), 0);
  curl_url_set(url.get(), CURLUPART_PORT, std::to_string(address.port).c_str(), 0);
  curl_url_set(url.get(), CURLUPART_PATH, path.c_str(), CURLU_URLENCODE);
  char* text = nullptr;
  if (curl_url_get(url.get(), CURLUPART_URL, &text, 0) != CURLUE_OK) return {};
  std::string result(text);
  curl_free(text);
  return result;
}

int SftpSession::on_host_key(void* self, int, const char* key, std::size_t size) {
  auto& session = *static_cast<SftpSession*>(self);
  session.server_key_ = fingerprint_of({key, size});
  return is_pinned(session.options_.host_keys, session.server_key_) ? CURLKHMATCH_OK : CURLKHMATCH_MISMATCH;
}

int SftpSession::on_progress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  const auto& session = *static_cast<SftpSession*>(self);
  // Curl's own time-outs do not cover every wait at the end of a session.
  const bool enough = session.stop_.stop_requested() || std::chrono::steady_clock::now() >= session.deadline_;
  return enough ? 1 : 0;
}

CURLcode SftpSession::perform() {
  if (set_up_ != CURLE_OK) return set_up_;
  if (stop_.stop_requested()) return CURLE_ABORTED_BY_CALLBACK;
  message_.fill('\0');
  deadline_ = std::chrono::steady_clock::now() + options_.times.total_timeout;
  const CURLcode code = curl_easy_perform(easy_.get());
  return code == CURLE_ABORTED_BY_CALLBACK && !stop_.stop_requested() ? CURLE_OPERATION_TIMEDOUT : code;
}

core::Result<> SftpSession::upload(const std::filesystem::path& file, const std::string& name) {
  const std::unique_ptr<std::FILE, FileCloser> stream(std::fopen(file.c_str(), "rbe"));
  std::error_code problem;
  const auto size = std::filesystem::file_size(file, problem);
  if (!stream || problem) {
    return core::fail(ErrorClass::storage, "disk.io", "cannot read " + file.string(),
                      "See that the state folder can be read, and run again", {.file = file.string()});
  }
  // Others write in the folder there too: the server would follow a link of that name, or wait for a pipe.
  const List removing(curl_slist_append(nullptr, ("*rm " + in_folder(options_.address.folder, name)).c_str()));
  if (!removing) return error_of(CURLE_OUT_OF_MEMORY);
  const auto url = url_of(name, false);
  set(CURLOPT_URL, url.c_str());
  set(CURLOPT_QUOTE, removing.get());
  set(CURLOPT_NOBODY, 0L);
  set(CURLOPT_UPLOAD, 1L);
  set(CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(size));
  set(CURLOPT_READFUNCTION, &read_file);
  set(CURLOPT_READDATA, static_cast<void*>(stream.get()));
  set(CURLOPT_WRITEFUNCTION, &no_data);
  const auto code = perform();
  set(CURLOPT_READDATA, static_cast<void*>(nullptr));
  set(CURLOPT_QUOTE, static_cast<curl_slist*>(nullptr));
  if (code != CURLE_OK) return error_of(code);
  curl_off_t sent = 0;
  curl_easy_getinfo(easy_.get(), CURLINFO_SIZE_UPLOAD_T, &sent);
  if (static_cast<std::uintmax_t>(sent) != size) {
    return core::fail(ErrorClass::transient, "delivery.connection",
                      "the server took " + std::to_string(sent) + " of " + std::to_string(size) + " bytes",
                      "The next run sends it again.", {.file = options_.address.text()});
  }
  return {};
}

core::Result<> SftpSession::commands(const std::vector<std::vector<std::string>>& commands) {
  List list;
  for (const auto& command : commands) {
    std::string line = command.front();
    for (std::size_t i = 1; i < command.size(); ++i) line += " " + in_folder(options_.address.folder, command[i]);
    curl_slist* longer = curl_slist_append(list.get(), line.c_str());
    if (longer == nullptr) return error_of(CURLE_OUT_OF_MEMORY);
    if (list.get() != longer) list.reset(longer);
  }
  const auto url = url_of({}, true);
  set(CURLOPT_URL, url.c_str());
  set(CURLOPT_UPLOAD, 0L);
  set(CURLOPT_NOBODY, 1L);
  set(CURLOPT_QUOTE, list.get());
  const auto code = perform();
  set(CURLOPT_QUOTE, static_cast<curl_slist*>(nullptr));
  if (code == CURLE_QUOTE_ERROR && std::string_view(message_.data()).find(no_answer) != std::string_view::npos)
    return error_of(CURLE_SSH);
  if (code == CURLE_QUOTE_ERROR) {
    return core::fail(ErrorClass::source, "delivery.refused",
                      "the server refused to " + commands.front().front() + ": " + std::string(message_.data()),
                      "Let the user of `to` write, rename and remove in the folder on the server.",
                      {.file = options_.address.text()});
  }
  if (code != CURLE_OK) return error_of(code);
  return {};
}

core::Result<> SftpSession::check_folder() {
  bool seen = false;
  const auto url = url_of({}, true);
  set(CURLOPT_URL, url.c_str());
  set(CURLOPT_UPLOAD, 0L);
  set(CURLOPT_NOBODY, 0L);
  set(CURLOPT_QUOTE, static_cast<curl_slist*>(nullptr));
  set(CURLOPT_WRITEFUNCTION, &first_piece);
  set(CURLOPT_WRITEDATA, static_cast<void*>(&seen));
  const auto code = perform();
  set(CURLOPT_WRITEDATA, static_cast<void*>(nullptr));
  if (code == CURLE_OK || (code == CURLE_WRITE_ERROR && seen)) return {};
  return error_of(code);
}

std::unexpected<core::Error> SftpSession::host_key_error() const {
  return core::fail(ErrorClass::config, "delivery.host_key",
                    "the server shows the host key " + server_key_ + ", and " +
                        settings::host_keys_text(options_.host_keys) + " is pinned",
                    "Ask the server's owner whether it has got a new key, not the network. If it has, write host_key = "
                    "\"" +
                        server_key_ + "\". Nothing was sent, the password least of all.",
                    {.file = options_.address.text(), .field = "host_key"});
}

std::unexpected<core::Error> SftpSession::error_of(CURLcode code) const {
  const std::string_view message = message_.data();
  const auto what = core::log::masked(message.empty() ? std::string_view(curl_easy_strerror(code)) : message);
  const core::Place place{.file = options_.address.text()};
  const auto made = [&](ErrorClass error_class, std::string_view name, std::string remedy) {
    return core::fail(error_class, name, what, std::move(remedy), place);
  };
  const std::string network = "Check `to`, the network and the firewall; the next run tries again.";
  switch (code) {
    case CURLE_PEER_FAILED_VERIFICATION:
      if (!server_key_.empty()) return host_key_error();
      return made(ErrorClass::config, "delivery.host_key", "See the server's host key and `host_key`.");
    case CURLE_LOGIN_DENIED:
      return made(ErrorClass::config, "delivery.denied",
                  options_.key_file.empty()
                      ? "Check the user in `to` and the password of `credential` with the server's owner."
                      : "Check the user in `to`, that the server knows the public key, and the pass phrase of "
                        "`credential`. The key must be Ed25519 or ECDSA, in OpenSSH's format.");
    case CURLE_COULDNT_RESOLVE_HOST:
      return made(ErrorClass::transient, "delivery.dns", "Check the host in `to` and the machine's name servers.");
    case CURLE_COULDNT_CONNECT:
      return made(ErrorClass::transient, "delivery.connect", network);
    case CURLE_OPERATION_TIMEDOUT:
      return made(ErrorClass::transient, "delivery.timeout",
                  "The next run tries again; if the server is known to be slow, raise the times in [delivery].");
    case CURLE_REMOTE_FILE_NOT_FOUND:
      return made(ErrorClass::config, "delivery.folder",
                  "Create the folder of `to` on the server, or correct it; sluss does not create it.");
    case CURLE_REMOTE_ACCESS_DENIED:
      return made(ErrorClass::config, "delivery.permission", "Let the user of `to` write in the folder on the server.");
    case CURLE_REMOTE_DISK_FULL:
      return made(ErrorClass::storage, "delivery.full", "Ask the server's owner for room; the next run tries again.");
    case CURLE_ABORTED_BY_CALLBACK:
      return made(ErrorClass::cancelled, "delivery.cancelled", "The next run delivers what the server lacks.");
    case CURLE_SSH:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
    case CURLE_FAILED_INIT:
      return made(ErrorClass::transient, "delivery.connection", network);
    default:
      return made(ErrorClass::source, "delivery.server", "See the server's log for what it refused.");
  }
}

}  // namespace sluss::daemon::deliver
