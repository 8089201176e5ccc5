#include "daemon/serve/door/tokens.h"

#include <sodium.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <optional>
#include <utility>

#include "core/file_type.h"
#include "core/replace_file.h"
#include "core/users.h"
#include "daemon/serve/door/identity.h"
#include "warehouse/file_lock.h"

namespace sluss::daemon::door {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view fast_mark = "sha256$";
constexpr std::string_view slow_mark = "$argon2id$";
constexpr auto patience_with_others = std::chrono::seconds(20);
constexpr std::size_t secret_bytes = 32;
constexpr std::size_t most_tokens = 1000;

bool ready() {
  static const bool made = ::sodium_init() >= 0;
  return made;
}

using Key = std::array<unsigned char, crypto_auth_hmacsha256_KEYBYTES>;
using Mac = std::array<unsigned char, crypto_auth_hmacsha256_BYTES>;

Mac mac_of(const Key& salt, std::string_view secret) {
  Mac mac{};
  ::crypto_auth_hmacsha256(mac.data(), reinterpret_cast<const unsigned char*>(secret.data()), secret.size(),
                           salt.data());
  return mac;
}

template <std::size_t size>
std::string hex(const std::array<unsigned char, size>& bytes) {
  std::array<char, 2 * size + 1> text{};
  ::sodium_bin2hex(text.data(), text.size(), bytes.data(), bytes.size());
  return text.data();
}

template <std::size_t size>
bool unhex(std::string_view text, std::array<unsigned char, size>& bytes) {
  std::size_t got = 0;
  return text.size() == 2 * size &&
         ::sodium_hex2bin(bytes.data(), bytes.size(), text.data(), text.size(), nullptr, &got, nullptr) == 0 &&
         got == size;
}

struct FastHash {
  Key salt{};
  Mac mac{};
};

std::optional<FastHash> parse_fast(std::string_view hash) {
  if (!hash.starts_with(fast_mark)) return std::nullopt;
  hash.remove_prefix(fast_mark.size());
  const auto end = hash.find('$');
  FastHash parts;
  if (end == std::string_view::npos || !unhex(hash.substr(0, end), parts.salt) ||
      !unhex(hash.substr(end + 1), parts.mac))
    return std::nullopt;
  return parts;
}

/// Held while tokens are read to be written. A file beside, for the tokens' own is renamed over.
core::Result<warehouse::FileLock> take_lock(const fs::path& tokens) {
  const auto file = fs::path(tokens.string() + ".lock");
  auto lock = SLUSS_TRY(warehouse::FileLock::take_own(file, patience_with_others));
  if (lock) return *std::move(lock);
  return core::fail(core::ErrorClass::busy, "token.locked", "another process changes tokens", "Try again in a while.",
                    {.file = file.string()});
}

std::unexpected<core::Error> damaged(const fs::path& file, std::int64_t line, std::string why) {
  return core::fail(core::ErrorClass::storage, "token.file", "the tokens cannot be read: " + std::move(why),
                    "Mend the file, or remove it and make new tokens by `sluss token add`.",
                    {file.string(), line, 0, ""});
}

std::optional<Token> parse_line(std::string_view line) {
  std::array<std::string, 4> parts;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto end = i + 1 < parts.size() ? line.find('\t') : line.size();
    if (end == std::string_view::npos) return std::nullopt;
    parts.at(i) = line.substr(0, end);
    line.remove_prefix(std::min(end + 1, line.size()));
  }
  const auto roles = parse_roles(parts[1]);
  const auto made = core::parse_instant(parts[2]);
  if (parts[0].empty() || !roles || !made) return std::nullopt;
  if (!is_slow(parts[3]) && !parse_fast(parts[3])) return std::nullopt;
  return Token{parts[0], *roles, *made, parts[3]};
}

/// `before` is called when all is on disk but the name. Root's file belongs to whom the folder belongs to, for the
/// daemon must read it.
core::Result<> write_tokens(core::Files& files, const fs::path& file, const std::vector<Token>& tokens,
                            const std::function<core::Result<>()>& before) {
  std::string text;
  for (const auto& token : tokens)
    text += token.name + "\t" + roles_text(token.roles) + "\t" + core::to_text(token.made) + "\t" + token.hash + "\n";
  auto fresh = SLUSS_TRY(core::Replacement::begin(files, file));
  if (const auto given = core::give_to_folders_owner(fresh.temporary()); !given) {
    return core::fail(core::ErrorClass::storage, "token.owner",
                      "the file of tokens cannot be kept from others: " + given.error().what,
                      "Run it as the user that sluss runs as.", {.file = fresh.temporary().string()});
  }
  SLUSS_TRY(fresh.output().write(text));
  SLUSS_TRY(fresh.complete());
  SLUSS_TRY(core::check_file_type(file, core::FileType::linked_file));  // a folder would refuse the name after `before`
  if (before) SLUSS_TRY(before());
  return fresh.commit();
}

bool is_name(const std::string& name) {
  return !name.empty() && name.size() <= 60 &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_-") == std::string::npos;
}

}  // namespace

core::Result<std::vector<Token>> read_tokens(const fs::path& file) {
  struct stat state{};
  if (::stat(file.c_str(), &state) != 0) {
    if (errno == ENOENT) return std::vector<Token>{};
    return damaged(file, 0, std::strerror(errno));
  }
  if ((state.st_mode & 0077U) != 0) return damaged(file, 0, "others than its owner may open the file (chmod 600)");
  const auto files = core::real_files();
  const auto text = SLUSS_TRY(files->read(file));
  std::vector<Token> tokens;
  std::int64_t number = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const auto end = std::min(text.find('\n', begin), text.size());
    ++number;
    auto token = parse_line(std::string_view(text).substr(begin, end - begin));
    if (!token || tokens.size() == most_tokens) return damaged(file, number, "a line is no token");
    tokens.push_back(*std::move(token));
    begin = end + 1;
  }
  return tokens;
}

core::Result<core::Secret> add_token(core::Files& files, const fs::path& file, const std::string& name,
                                     std::uint8_t roles, core::Instant now, const BeforeToken& before) {
  if (!is_name(name)) {
    return core::fail(core::ErrorClass::config, "token.name", "'" + name + "' cannot be the name of a token",
                      "A name has a-z, 0-9, _ and -, at most 60 of them.");
  }
  const auto lock = SLUSS_TRY(take_lock(file));
  auto tokens = SLUSS_TRY(read_tokens(file));
  if (std::ranges::find(tokens, name, &Token::name) != tokens.end()) {
    return core::fail(core::ErrorClass::config, "token.known", "there is a token " + name + " already",
                      "Choose another name, or remove it first: sluss token remove " + name);
  }
  if (tokens.size() == most_tokens) {
    return core::fail(core::ErrorClass::config, "token.many",
                      "there are " + std::to_string(most_tokens) + " tokens already", "Remove those that nobody uses.");
  }
  std::array<unsigned char, secret_bytes> random{};
  if (ready()) ::randombytes_buf(random.data(), random.size());
  const auto secret = hex(random);
  const auto hash = fast_hash(secret);
  if (hash.empty()) {
    return core::fail(core::ErrorClass::storage, "token.random", "there is no randomness to make a token of",
                      "See why libsodium cannot read /dev/urandom on this machine.");
  }
  tokens.push_back({name, roles, now, hash});
  std::ranges::sort(tokens, {}, &Token::name);
  core::Secret made(name + "." + secret);
  SLUSS_TRY(
      write_tokens(files, file, tokens, [&]() -> core::Result<> { return before ? before(made) : core::Result<>{}; }));
  return made;
}

core::Result<> remove_token(core::Files& files, const fs::path& file, const std::string& name,
                            const std::function<core::Result<>()>& before) {
  const auto lock = SLUSS_TRY(take_lock(file));
  auto tokens = SLUSS_TRY(read_tokens(file));
  if (std::erase_if(tokens, [&](const Token& token) { return token.name == name; }) == 0) {
    return core::fail(core::ErrorClass::config, "token.unknown", "there is no token " + name,
                      "`sluss token list` shows them.");
  }
  return write_tokens(files, file, tokens, before);
}

core::Result<> replace_hash(core::Files& files, const fs::path& file, const Token& fresh, const std::string& old_hash) {
  const auto lock = SLUSS_TRY(take_lock(file));
  auto tokens = SLUSS_TRY(read_tokens(file));
  const auto found = std::ranges::find(tokens, fresh.name, &Token::name);
  if (found == tokens.end() || found->hash != old_hash) return {};
  found->hash = fresh.hash;
  return write_tokens(files, file, tokens, {});
}

std::string fast_hash(std::string_view secret) {
  if (!ready()) return {};
  Key salt{};
  ::randombytes_buf(salt.data(), salt.size());
  return std::string(fast_mark) + hex(salt) + "$" + hex(mac_of(salt, secret));
}

bool is_slow(std::string_view hash) {
  return hash.starts_with(slow_mark);
}

bool is_right(const std::string& hash, std::string_view secret) {
  if (!ready()) return false;
  if (is_slow(hash)) return ::crypto_pwhash_str_verify(hash.c_str(), secret.data(), secret.size()) == 0;
  const auto parts = parse_fast(hash);
  if (!parts) return false;
  const auto mac = mac_of(parts->salt, secret);
  return ::sodium_memcmp(mac.data(), parts->mac.data(), mac.size()) == 0;
}

}  // namespace sluss::daemon::door
