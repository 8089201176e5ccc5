#include "connectors/http/transfer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "core/text.h"

namespace sluss::connectors::http {
namespace {

/// More than this is no server's headers.
constexpr std::size_t kHeadersMost = 256U << 10;
/// What is read of an error's page so that the connection can be kept.
constexpr std::size_t kErrorPageMost = 1U << 20;

/// A secret for as long as curl copies it; then wiped.
class PlainSecret {
 public:
  explicit PlainSecret(std::string_view text) : text_(text) {}
  PlainSecret(const PlainSecret&) = delete;
  PlainSecret& operator=(const PlainSecret&) = delete;
  ~PlainSecret() { explicit_bzero(text_.data(), text_.size()); }
  [[nodiscard]] const char* c_str() const { return text_.c_str(); }

 private:
  std::string text_;
};

}  // namespace

unsigned long auth_bits(ProxyAuth auth) {
  switch (auth) {
    case ProxyAuth::basic:
      return CURLAUTH_BASIC;
    case ProxyAuth::ntlm:
      return CURLAUTH_NTLM;
    case ProxyAuth::negotiate:
      return CURLAUTH_NEGOTIATE;
    case ProxyAuth::any:
      break;
  }
  return CURLAUTH_ANY;
}

std::string user_agent(std::string_view contact) {
  return contact.empty() ? std::string("sluss/" SLUSS_VERSION) : fmt::format("sluss/" SLUSS_VERSION " (+{})", contact);
}

const std::string* Outcome::header(std::string_view name) const {
  const auto found = std::ranges::find(headers, name, &Header::name);
  return found == headers.end() ? nullptr : &found->value;
}

Transfer::Transfer(const Options& options, const Request& request, const std::string& url,
                   std::chrono::milliseconds most)
    : easy_(curl_easy_init()),
      body_most_(options.body_most),
      stall_(options.stall),
      last_byte_(std::chrono::steady_clock::now()),
      request_(&request) {
  if (!easy_) {
    set_up_ = CURLE_OUT_OF_MEMORY;
    return;
  }
  set_basics(url);
  set_limits(options, most);
  if (request.keeps_body) set_body_limit(options.body_most);
  set_proxy(options);
  set_tls(options);
  set_headers(options, request);
  if (request.certificate) {
    set(CURLOPT_CERTINFO, 1L);
    set(CURLOPT_FRESH_CONNECT, 1L);
  }
}

Transfer::~Transfer() = default;

template <class Value>
void Transfer::set(CURLoption option, Value value) {
  const CURLcode code = curl_easy_setopt(easy_.get(), option, value);
  if (code != CURLE_OK && set_up_ == CURLE_OK) set_up_ = code;
}

void Transfer::set_basics(const std::string& url) {
  set(CURLOPT_URL, url.c_str());
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
  set(CURLOPT_FOLLOWLOCATION, 0L);  // the client judges each redirect
  set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
  set(CURLOPT_ACCEPT_ENCODING, "");
  set(CURLOPT_TCP_KEEPALIVE, 1L);
  set(CURLOPT_VERBOSE, 0L);
  set(CURLOPT_NOSIGNAL, 1L);
  // Without it curl_multi_remove_handle waits for a name look-up in its thread, and all others with it. The thread
  // is left to end by itself and frees what it holds.
  set(CURLOPT_QUICK_EXIT, 1L);
  set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  set(CURLOPT_ERRORBUFFER, message_.data());
  set(CURLOPT_HEADERFUNCTION, &Transfer::on_header);
  set(CURLOPT_HEADERDATA, static_cast<void*>(this));
  set(CURLOPT_WRITEFUNCTION, &Transfer::on_body);
  set(CURLOPT_WRITEDATA, static_cast<void*>(this));
}

void Transfer::set_limits(const Options& options, std::chrono::milliseconds most) {
  const auto positive = [](std::chrono::milliseconds time) {
    return static_cast<long>(std::clamp<std::int64_t>(time.count(), 1, 0x7FFFFFFF));
  };
  set(CURLOPT_CONNECTTIMEOUT_MS, positive(options.connect_timeout));
  set(CURLOPT_TIMEOUT_MS, positive(most));
}

void Transfer::set_body_limit(std::uint64_t bytes) {
  set(CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(std::min<std::uint64_t>(bytes, 1ULL << 62)));
}

void Transfer::set_proxy(const Options& options) {
  // What is not set here curl takes from http_proxy, https_proxy, all_proxy and no_proxy.
  if (!options.proxy.empty()) set(CURLOPT_PROXY, options.proxy.c_str());
  if (!options.no_proxy.empty()) set(CURLOPT_NOPROXY, options.no_proxy.c_str());
  set(CURLOPT_PROXYAUTH, static_cast<long>(auth_bits(options.proxy_auth)));
  if (!options.proxy_user.empty()) {
    set(CURLOPT_PROXYUSERNAME, options.proxy_user.c_str());
    const PlainSecret password(options.proxy_password.reveal_secret());
    set(CURLOPT_PROXYPASSWORD, password.c_str());
  } else if (options.proxy_auth == ProxyAuth::negotiate || options.proxy_auth == ProxyAuth::ntlm) {
    set(CURLOPT_PROXYUSERPWD, ":");  // whoever the machine is logged in as
  }
}

void Transfer::set_tls(const Options& options) {
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!options.ca_file.empty()) {
    set(CURLOPT_CAINFO, options.ca_file.c_str());
    set(CURLOPT_PROXY_CAINFO, options.ca_file.c_str());
  }
  if (options.client_certificate.empty()) return;
  set(CURLOPT_SSLCERT, options.client_certificate.c_str());
  set(CURLOPT_SSLKEY, options.client_key.empty() ? options.client_certificate.c_str() : options.client_key.c_str());
  // Also when empty: else OpenSSL would prompt on the terminal.
  const PlainSecret passphrase(options.client_key_passphrase.reveal_secret());
  set(CURLOPT_KEYPASSWD, passphrase.c_str());
}

void Transfer::append_header(std::string_view name, std::string_view value) {
  std::string line;
  line.reserve(name.size() + value.size() + 2);
  line += name;
  // To curl "Name:" means to leave it out; "Name;" sends it empty.
  if (value.empty())
    line += ';';
  else
    (line += ": ") += value;
  curl_slist* longer = curl_slist_append(header_lines_.get(), line.c_str());
  explicit_bzero(line.data(), line.size());
  if (longer == nullptr) {
    set_up_ = CURLE_OUT_OF_MEMORY;
    return;
  }
  // The first append makes the list; the later ones give the same head back.
  if (header_lines_.get() != longer) header_lines_.reset(longer);
}

void Transfer::set_headers(const Options& options, const Request& request) {
  set(CURLOPT_USERAGENT, user_agent(options.contact).c_str());
  for (const auto& [name, value] : request.headers) append_header(name, value);
  for (const auto& [name, secret] : request.secret_headers) append_header(name, secret.reveal_secret());
  if (header_lines_) set(CURLOPT_HTTPHEADER, header_lines_.get());
}

bool Transfer::wait(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  if (changed_.wait(lock, stop, [this] { return done_; })) return true;
  request_ = nullptr;
  return false;
}

Outcome Transfer::take_outcome() {
  const std::scoped_lock lock(mutex_);
  return std::move(outcome_);
}

bool Transfer::abandoned() const {
  const std::scoped_lock lock(mutex_);
  return request_ == nullptr;
}

Stage Transfer::stage() const {
  curl_off_t at = 0;
  curl_easy_getinfo(easy_.get(), CURLINFO_PRETRANSFER_TIME_T, &at);
  if (at > 0) return Stage::talking;
  curl_easy_getinfo(easy_.get(), CURLINFO_NAMELOOKUP_TIME_T, &at);
  return at > 0 ? Stage::connecting : Stage::resolving;
}

int Transfer::status() const {
  long status = 0;
  curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &status);
  return static_cast<int>(status);
}

std::optional<SteadyTime> Transfer::stall_check(SteadyTime now) {
  curl_off_t bytes = 0;
  curl_easy_getinfo(easy_.get(), CURLINFO_SIZE_DOWNLOAD_T, &bytes);
  // Bytes that have not yet become text (compressed) count too; connecting has its own time-out.
  if (bytes != seen_bytes_ || stage() != Stage::talking) last_byte_ = now;
  seen_bytes_ = bytes;
  if (now - last_byte_ >= stall_) return std::nullopt;
  return last_byte_ + stall_;
}

std::string Transfer::certificate_ends() const {
  curl_certinfo* certificates = nullptr;
  if (curl_easy_getinfo(easy_.get(), CURLINFO_CERTINFO, &certificates) != CURLE_OK || certificates == nullptr ||
      certificates->num_of_certs < 1) {
    return {};
  }
  constexpr std::string_view word = "Expire date:";
  for (const auto* line = certificates->certinfo[0]; line != nullptr; line = line->next) {
    const std::string_view text(line->data);
    if (text.starts_with(word)) return std::string(text.substr(word.size()));
  }
  return {};
}

void Transfer::complete(CURLcode code, bool stalled) {
  Outcome outcome;
  long proxy_status = 0;
  curl_off_t bytes = 0;
  if (easy_) {
    curl_easy_getinfo(easy_.get(), CURLINFO_HTTP_CONNECTCODE, &proxy_status);
    curl_easy_getinfo(easy_.get(), CURLINFO_SIZE_DOWNLOAD_T, &bytes);
  }
  const std::scoped_lock lock(mutex_);
  outcome_.code = set_up_ != CURLE_OK ? set_up_ : code;
  outcome_.message = message_.data();
  outcome_.stalled = stalled;
  outcome_.stage = easy_ ? stage() : Stage::resolving;
  outcome_.status = easy_ ? status() : 0;
  outcome_.proxy_status = static_cast<int>(proxy_status);
  outcome_.certificate_ends = easy_ ? certificate_ends() : std::string();
  outcome_.wire_bytes = static_cast<std::uint64_t>(bytes) + header_bytes_;
  done_ = true;
  changed_.notify_all();
}

std::size_t Transfer::on_header(char* data, std::size_t size, std::size_t count, void* self) try {
  const std::string_view line(data, size * count);
  return static_cast<Transfer*>(self)->take_header(line) ? line.size() : 0;
} catch (...) {
  return 0;  // out of memory; an exception must not pass through curl
}

std::size_t Transfer::on_body(char* data, std::size_t size, std::size_t count, void* self) try {
  const std::string_view piece(data, size * count);
  return static_cast<Transfer*>(self)->take_body(piece) || piece.empty() ? piece.size() : 0;
} catch (...) {
  return 0;
}

bool Transfer::take_header(std::string_view line) {
  last_byte_ = std::chrono::steady_clock::now();
  header_bytes_ += line.size();
  const std::scoped_lock lock(mutex_);
  if (header_bytes_ > kHeadersMost) {
    outcome_.too_large = true;
    return false;
  }
  // A new status line: an interim answer or a proxy's question came before it.
  if (line.starts_with("HTTP/")) outcome_.headers.clear();
  const auto colon = line.find(':');
  if (colon == std::string_view::npos || colon == 0) return true;
  // Whatever bytes a server sends are text from here on: stored, shown and compared.
  outcome_.headers.push_back({core::lower(core::decoded(core::trimmed(line.substr(0, colon)))),
                              core::decoded(core::trimmed(line.substr(colon + 1)))});
  return true;
}

bool Transfer::take_body(std::string_view piece) {
  last_byte_ = std::chrono::steady_clock::now();
  const int answer = status();
  if (answer < 200 || answer > 299) {
    dropped_bytes_ += piece.size();
    return dropped_bytes_ <= kErrorPageMost;
  }
  const std::scoped_lock lock(mutex_);
  if (request_ == nullptr) return false;
  if (request_->keeps_body) {
    if (outcome_.body.size() + piece.size() > body_most_) {
      outcome_.too_large = true;
      return false;
    }
    outcome_.body.append(piece);
  }
  if (!request_->on_body) return true;
  auto taken = request_->on_body(piece);
  if (taken) return true;
  outcome_.refused = std::move(taken).error();
  return false;
}

}  // namespace sluss::connectors::http
