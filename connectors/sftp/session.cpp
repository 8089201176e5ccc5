#include "connectors/sftp/session.h"

#include <curl/curl.h>
#include <string.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

#include "connectors/sftp/failure.h"
#include "core/log.h"

namespace sluss::connectors::sftp {
namespace {

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

struct Received {
  const std::function<core::Result<>(std::string_view)>& receive;
  std::optional<core::Error> error;
};

std::size_t give_piece(char* data, std::size_t size, std::size_t count, void* received) try {
  auto& to = *static_cast<Received*>(received);
  auto taken = to.receive(std::string_view(data, size * count));
  if (taken) return size * count;
  to.error = std::move(taken).error();
  return 0;
} catch (...) {
  return 0;  // out of memory; an exception must not pass through curl
}

}  // namespace

struct Session::Impl {
  Impl(const Options& options, std::stop_token stop);

  [[nodiscard]] Tried<> upload(const std::filesystem::path& file, const std::string& name);
  [[nodiscard]] Tried<> commands(const std::vector<std::vector<std::string>>& commands);
  [[nodiscard]] Tried<> check_folder();
  [[nodiscard]] Tried<std::string> listing(bool names_only, std::size_t most);
  [[nodiscard]] Tried<Stat> stat(const std::string& name);
  [[nodiscard]] Tried<Stat> download(const std::string& name,
                                     const std::function<core::Result<>(std::string_view)>& receive);

 private:
  struct EasyDeleter {
    void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
  };
  template <class Value>
  void set(CURLoption option, Value value) {
    const CURLcode code = easy_ ? curl_easy_setopt(easy_.get(), option, value) : CURLE_OUT_OF_MEMORY;
    if (code != CURLE_OK && set_up_ == CURLE_OK) set_up_ = code;
  }
  void set_access();
  void set_times();
  void set_download(const std::string& url, bool body);
  [[nodiscard]] std::string url_of(const std::string& name, bool folder) const;
  [[nodiscard]] CURLcode perform();
  [[nodiscard]] CURLcode receive_all(Received& received);
  [[nodiscard]] Stat stat_of_last() const;
  [[nodiscard]] std::unexpected<Trouble> trouble_of(CURLcode code) const;

  static int on_host_key(void* self, int type, const char* key, std::size_t size);
  static int on_progress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t);

  const Options& options_;
  std::stop_token stop_;
  std::unique_ptr<CURL, EasyDeleter> easy_;
  CURLcode set_up_ = CURLE_OK;
  std::array<char, CURL_ERROR_SIZE> message_{};
  std::string server_key_;  ///< the fingerprint that the server sent
  std::chrono::steady_clock::time_point deadline_;
};

Session::Session(const Options& options, std::stop_token stop)
    : impl_(std::make_unique<Impl>(options, std::move(stop))) {}
Session::~Session() = default;
Tried<> Session::upload(const std::filesystem::path& file, const std::string& name) {
  return impl_->upload(file, name);
}
Tried<> Session::commands(const std::vector<std::vector<std::string>>& commands) {
  return impl_->commands(commands);
}
Tried<> Session::check_folder() {
  return impl_->check_folder();
}
Tried<std::vector<std::string>> Session::list(std::size_t most) {
  const auto names = SLUSS_TRY(impl_->listing(true, most));
  const auto lines = SLUSS_TRY(impl_->listing(false, most));
  return regular_names(names, lines);
}
Tried<Stat> Session::stat(const std::string& name) {
  return impl_->stat(name);
}
Tried<Stat> Session::download(const std::string& name, const std::function<core::Result<>(std::string_view)>& receive) {
  return impl_->download(name, receive);
}

Session::Impl::Impl(const Options& options, std::stop_token stop) : options_(options), stop_(std::move(stop)) {
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
  set(CURLOPT_XFERINFOFUNCTION, &Session::Impl::on_progress);
  set(CURLOPT_XFERINFODATA, static_cast<void*>(this));
  set_times();
  set_access();
}

void Session::Impl::set_times() {
  set(CURLOPT_CONNECTTIMEOUT_MS, positive(options_.times.connect_timeout));
  set(CURLOPT_TIMEOUT_MS, positive(options_.times.total_timeout));
  set(CURLOPT_LOW_SPEED_LIMIT, 1L);
  set(CURLOPT_LOW_SPEED_TIME, std::max(1L, positive(options_.times.stall) / 1000));
  set(CURLOPT_TCP_KEEPALIVE, 1L);
}

void Session::Impl::set_access() {
  set(CURLOPT_SSH_HOSTKEYFUNCTION, &Session::Impl::on_host_key);
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

std::string Session::Impl::url_of(const std::string& name, bool folder) const {
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

int Session::Impl::on_host_key(void* self, int, const char* key, std::size_t size) {
  auto& session = *static_cast<Impl*>(self);
  session.server_key_ = fingerprint_of({key, size});
  return is_pinned(session.options_.host_keys, session.server_key_) ? CURLKHMATCH_OK : CURLKHMATCH_MISMATCH;
}

int Session::Impl::on_progress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  const auto& session = *static_cast<Impl*>(self);
  // Curl's own time-outs do not cover every wait at the end of a session.
  const bool enough = session.stop_.stop_requested() || std::chrono::steady_clock::now() >= session.deadline_;
  return enough ? 1 : 0;
}

CURLcode Session::Impl::perform() {
  if (set_up_ != CURLE_OK) return set_up_;
  if (stop_.stop_requested()) return CURLE_ABORTED_BY_CALLBACK;
  message_.fill('\0');
  deadline_ = std::chrono::steady_clock::now() + options_.times.total_timeout;
  const CURLcode code = curl_easy_perform(easy_.get());
  return code == CURLE_ABORTED_BY_CALLBACK && !stop_.stop_requested() ? CURLE_OPERATION_TIMEDOUT : code;
}

Tried<> Session::Impl::upload(const std::filesystem::path& file, const std::string& name) {
  const std::unique_ptr<std::FILE, FileCloser> stream(std::fopen(file.c_str(), "rbe"));
  std::error_code problem;
  const auto size = std::filesystem::file_size(file, problem);
  if (!stream || problem) {
    auto error = core::fail(core::ErrorClass::storage, "disk.io", "cannot read " + file.string(),
                            "See that the state folder can be read, and run again", {.file = file.string()});
    return std::unexpected(
        Trouble{.failure = Failure::local_file, .what = error.error().what, .error = std::move(error).error()});
  }
  // Others write in the folder there too: the server would follow a link of that name, or wait for a pipe.
  const List removing(curl_slist_append(nullptr, ("*rm " + in_folder(options_.address.folder, name)).c_str()));
  if (!removing) return trouble_of(CURLE_OUT_OF_MEMORY);
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
  if (code != CURLE_OK) return trouble_of(code);
  curl_off_t sent = 0;
  curl_easy_getinfo(easy_.get(), CURLINFO_SIZE_UPLOAD_T, &sent);
  if (static_cast<std::uintmax_t>(sent) != size) {
    return std::unexpected(
        Trouble{.failure = Failure::partly,
                .what = "the server took " + std::to_string(sent) + " of " + std::to_string(size) + " bytes"});
  }
  return {};
}

Tried<> Session::Impl::commands(const std::vector<std::vector<std::string>>& commands) {
  List list;
  for (const auto& command : commands) {
    std::string line = command.front();
    for (std::size_t i = 1; i < command.size(); ++i) line += " " + in_folder(options_.address.folder, command[i]);
    curl_slist* longer = curl_slist_append(list.get(), line.c_str());
    if (longer == nullptr) return trouble_of(CURLE_OUT_OF_MEMORY);
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
    return trouble_of(CURLE_SSH);
  if (code == CURLE_QUOTE_ERROR) {
    return std::unexpected(
        Trouble{.failure = Failure::refused,
                .what = "the server refused to " + commands.front().front() + ": " + std::string(message_.data())});
  }
  if (code != CURLE_OK) return trouble_of(code);
  return {};
}

Tried<> Session::Impl::check_folder() {
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
  return trouble_of(code);
}

void Session::Impl::set_download(const std::string& url, bool body) {
  set(CURLOPT_URL, url.c_str());
  set(CURLOPT_UPLOAD, 0L);
  set(CURLOPT_NOBODY, body ? 0L : 1L);
}

CURLcode Session::Impl::receive_all(Received& received) {
  set(CURLOPT_WRITEFUNCTION, &give_piece);
  set(CURLOPT_WRITEDATA, static_cast<void*>(&received));
  const auto code = perform();
  set(CURLOPT_WRITEDATA, static_cast<void*>(nullptr));
  set(CURLOPT_WRITEFUNCTION, &no_data);
  return code;
}

Tried<std::string> Session::Impl::listing(bool names_only, std::size_t most) {
  std::string text;
  const std::function<core::Result<>(std::string_view)> keep = [&](std::string_view piece) -> core::Result<> {
    if (text.size() + piece.size() > most) return std::unexpected(core::Error{});
    text += piece;
    return {};
  };
  Received received{.receive = keep, .error = {}};
  set_download(url_of({}, true), true);
  set(CURLOPT_DIRLISTONLY, names_only ? 1L : 0L);
  const auto code = receive_all(received);
  set(CURLOPT_DIRLISTONLY, 0L);
  if (received.error) {
    return std::unexpected(Trouble{.failure = Failure::server,
                                   .what = "the folder's listing is larger than " + std::to_string(most) + " bytes"});
  }
  if (code != CURLE_OK) return trouble_of(code);
  return text;
}

Stat Session::Impl::stat_of_last() const {
  curl_off_t bytes = 0;
  curl_off_t modified = 0;
  curl_easy_getinfo(easy_.get(), CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &bytes);
  curl_easy_getinfo(easy_.get(), CURLINFO_FILETIME_T, &modified);
  return {.bytes = bytes < 0 ? 0 : static_cast<std::uint64_t>(bytes), .modified = std::max<std::int64_t>(0, modified)};
}

Tried<Stat> Session::Impl::stat(const std::string& name) {
  set_download(url_of(name, false), false);
  set(CURLOPT_FILETIME, 1L);
  const auto code = perform();
  set(CURLOPT_FILETIME, 0L);
  if (code != CURLE_OK) return trouble_of(code);
  return stat_of_last();
}

Tried<Stat> Session::Impl::download(const std::string& name,
                                    const std::function<core::Result<>(std::string_view)>& receive) {
  Received received{.receive = receive, .error = {}};
  set_download(url_of(name, false), true);
  set(CURLOPT_FILETIME, 1L);
  const auto code = receive_all(received);
  set(CURLOPT_FILETIME, 0L);
  if (received.error) {
    return std::unexpected(
        Trouble{.failure = Failure::receiver, .what = received.error->what, .error = received.error});
  }
  if (code != CURLE_OK) return trouble_of(code);
  return stat_of_last();
}

std::unexpected<Trouble> Session::Impl::trouble_of(CURLcode code) const {
  const std::string_view message = message_.data();
  auto what = core::log::masked(message.empty() ? std::string_view(curl_easy_strerror(code)) : message);
  Trouble trouble{.failure = failure_of(code), .what = std::move(what)};
  if (trouble.failure == Failure::host_key && !server_key_.empty()) {
    trouble.what =
        "the server shows the host key " + server_key_ + ", and " + host_keys_text(options_.host_keys) + " is pinned";
    trouble.server_key = server_key_;
  }
  return std::unexpected(std::move(trouble));
}

}  // namespace sluss::connectors::sftp
