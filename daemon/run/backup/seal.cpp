#include "daemon/run/backup/seal.h"

#include <sodium.h>

#include <string>

#include "core/small_file.h"
#include "core/text.h"
#include "daemon/run/backup/sodium_bytes.h"

namespace sluss::daemon::backup {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t chunk = 65'536;
constexpr std::string_view private_word = "sluss-backup-private-key-1 ";
constexpr std::string_view public_word = "sluss-backup-public-key-1 ";

/// The key's 32 bytes behind its word.
core::Result<std::string> read_key(const fs::path& file, std::string_view word) {
  SLUSS_TRY(begin_sodium());
  constexpr std::size_t largest = 4096;
  auto text = SLUSS_TRY(core::read_small_file(file, largest));
  std::string key(crypto_box_PUBLICKEYBYTES, '\0');
  std::size_t size = 0;
  const bool right =
      text.starts_with(word) &&
      ::sodium_base642bin(bytes_of(key), key.size(), text.data() + word.size(), text.size() - word.size(), "\n", &size,
                          nullptr, sodium_base64_VARIANT_ORIGINAL) == 0 &&
      size == key.size();
  ::sodium_memzero(text.data(), text.size());
  if (!right) {
    return core::fail(core::ErrorClass::config, "backup.key",
                      "the file is no " + std::string(word == public_word ? "public" : "private") + " key of Sluss",
                      "`sluss backup keygen --to FILE` makes FILE (the private key) and FILE.pub (the public one).",
                      {.file = file.string()});
  }
  return key;
}

core::Result<> write_key(core::Files& files, const fs::path& file, std::string_view word, std::string_view key,
                         core::FileMode mode) {
  const auto output = SLUSS_TRY(files.create_new(file, mode));
  std::string text(word);
  text += core::base64(key) + "\n";
  const auto written = output->write(text);
  ::sodium_memzero(text.data(), text.size());
  SLUSS_TRY(written);
  SLUSS_TRY(output->sync());
  return output->close();
}

class SealingSink final : public ByteSink {
 public:
  explicit SealingSink(ByteSink& next) : next_(next) {}
  ~SealingSink() override { ::sodium_memzero(&state_, sizeof state_); }
  SealingSink(const SealingSink&) = delete;
  SealingSink& operator=(const SealingSink&) = delete;

  core::Result<> begin(const PublicKey& to) {
    std::string key(crypto_secretstream_xchacha20poly1305_KEYBYTES, '\0');
    ::crypto_secretstream_xchacha20poly1305_keygen(bytes_of(key));
    std::string sealed(key.size() + crypto_box_SEALBYTES, '\0');
    std::string header(crypto_secretstream_xchacha20poly1305_HEADERBYTES, '\0');
    const bool done = ::crypto_box_seal(bytes_of(sealed), bytes_of(key), key.size(), to.data()) == 0 &&
                      ::crypto_secretstream_xchacha20poly1305_init_push(&state_, bytes_of(header), bytes_of(key)) == 0;
    ::sodium_memzero(key.data(), key.size());
    if (!done)
      return core::fail(core::ErrorClass::config, "backup.key", "the public key cannot be used",
                        "`sluss backup keygen --to FILE` makes a pair; name FILE.pub.");
    SLUSS_TRY(next_.write(sealed_magic));
    SLUSS_TRY(next_.write(sealed));
    return next_.write(header);
  }
  core::Result<> write(std::string_view bytes) override {
    while (!bytes.empty()) {
      const auto taken = bytes.substr(0, chunk - waiting_.size());
      waiting_ += taken;
      bytes.remove_prefix(taken.size());
      // A full chunk waits for the next byte: the last one must be marked as last.
      if (waiting_.size() == chunk && !bytes.empty()) SLUSS_TRY(push(0));
    }
    return {};
  }
  core::Result<> finish() override {
    SLUSS_TRY(push(crypto_secretstream_xchacha20poly1305_TAG_FINAL));
    return next_.finish();
  }

 private:
  core::Result<> push(unsigned char tag) {
    std::string sealed(waiting_.size() + crypto_secretstream_xchacha20poly1305_ABYTES, '\0');
    ::crypto_secretstream_xchacha20poly1305_push(&state_, bytes_of(sealed), nullptr, bytes_of(waiting_),
                                                 waiting_.size(), nullptr, 0, tag);
    waiting_.clear();
    return next_.write(sealed);
  }

  ByteSink& next_;
  crypto_secretstream_xchacha20poly1305_state state_{};
  std::string waiting_;
};

class OpeningSource final : public ByteSource {
 public:
  explicit OpeningSource(ByteSource& before) : before_(before) {}
  ~OpeningSource() override { ::sodium_memzero(&state_, sizeof state_); }
  OpeningSource(const OpeningSource&) = delete;
  OpeningSource& operator=(const OpeningSource&) = delete;

  core::Result<> begin(const core::Secret& secret) {
    const auto secret_key = secret.reveal_secret();
    PublicKey public_key{};
    ::crypto_scalarmult_base(public_key.data(), bytes_of(secret_key));
    const auto sealed =
        SLUSS_TRY(read_exactly(before_, crypto_secretstream_xchacha20poly1305_KEYBYTES + crypto_box_SEALBYTES));
    const auto header = SLUSS_TRY(read_exactly(before_, crypto_secretstream_xchacha20poly1305_HEADERBYTES));
    std::string key(crypto_secretstream_xchacha20poly1305_KEYBYTES, '\0');
    if (::crypto_box_seal_open(bytes_of(key), bytes_of(sealed), sealed.size(), public_key.data(),
                               bytes_of(secret_key)) != 0) {
      return core::fail(core::ErrorClass::config, "backup.wrong_key", "the backup was not made for this key",
                        "Give the private key whose public key the backup was made with (--to-key).");
    }
    const bool right = ::crypto_secretstream_xchacha20poly1305_init_pull(&state_, bytes_of(header), bytes_of(key)) == 0;
    ::sodium_memzero(key.data(), key.size());
    if (!right) return damaged("its header was changed");
    return {};
  }
  core::Result<std::string> read(std::size_t most) override {
    while (at_ == plain_.size() && !last_) SLUSS_TRY(pull());
    auto bytes = plain_.substr(at_, most);
    at_ += bytes.size();
    return bytes;
  }

 private:
  core::Result<> pull() {
    std::string sealed;
    while (sealed.size() < chunk + crypto_secretstream_xchacha20poly1305_ABYTES) {
      const auto more = SLUSS_TRY(before_.read(chunk + crypto_secretstream_xchacha20poly1305_ABYTES - sealed.size()));
      if (more.empty()) break;
      sealed += more;
    }
    if (sealed.size() < crypto_secretstream_xchacha20poly1305_ABYTES)
      return damaged("it ends before its end: it was cut off");
    plain_.resize(sealed.size() - crypto_secretstream_xchacha20poly1305_ABYTES);
    at_ = 0;
    unsigned char tag = 0;
    if (::crypto_secretstream_xchacha20poly1305_pull(&state_, bytes_of(plain_), nullptr, &tag, bytes_of(sealed),
                                                     sealed.size(), nullptr, 0) != 0) {
      return damaged("a part of it was changed or cut off");
    }
    last_ = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
    if (!last_) return {};
    const auto behind = SLUSS_TRY(before_.read(1));
    if (!behind.empty()) return damaged("it has data after its end");
    return {};
  }

  ByteSource& before_;
  crypto_secretstream_xchacha20poly1305_state state_{};
  std::string plain_;
  std::size_t at_ = 0;
  bool last_ = false;
};

}  // namespace

core::Result<> make_keys(core::Files& files, const fs::path& file) {
  SLUSS_TRY(begin_sodium());
  const fs::path public_file(file.string() + ".pub");
  for (const auto& one : {file, public_file}) {
    std::error_code error;
    if (fs::symlink_status(one, error).type() != fs::file_type::not_found) {
      return core::fail(core::ErrorClass::config, "backup.key_exists", one.string() + " is there already",
                        "Choose another name: backups that were made for it need it.", {.file = one.string()});
    }
  }
  std::string public_key(crypto_box_PUBLICKEYBYTES, '\0');
  std::string private_key(crypto_box_SECRETKEYBYTES, '\0');
  ::crypto_box_keypair(bytes_of(public_key), bytes_of(private_key));
  auto written = write_key(files, file, private_word, private_key, core::owner_only);
  ::sodium_memzero(private_key.data(), private_key.size());
  SLUSS_TRY(written);
  return write_key(files, public_file, public_word, public_key, core::everybody_reads);
}

core::Result<PublicKey> read_public_key(const fs::path& file) {
  const auto bytes = SLUSS_TRY(read_key(file, public_word));
  PublicKey key{};
  std::copy(bytes.begin(), bytes.end(), key.begin());
  return key;
}

core::Result<core::Secret> read_private_key(const fs::path& file) {
  auto bytes = SLUSS_TRY(read_key(file, private_word));
  return core::Secret(std::move(bytes));
}

core::Result<std::unique_ptr<ByteSink>> sealing_sink(ByteSink& next, const PublicKey& key) {
  SLUSS_TRY(begin_sodium());
  auto sink = std::make_unique<SealingSink>(next);
  SLUSS_TRY(sink->begin(key));
  return sink;
}

core::Result<std::unique_ptr<ByteSource>> opening_source(ByteSource& before, const core::Secret& key) {
  SLUSS_TRY(begin_sodium());
  auto source = std::make_unique<OpeningSource>(before);
  SLUSS_TRY(source->begin(key));
  return source;
}

}  // namespace sluss::daemon::backup
