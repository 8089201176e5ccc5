#include "warehouse/duckdb/kept_readers.h"

#include <sys/stat.h>

#include <optional>
#include <utility>

namespace sluss::warehouse::duckdb {

namespace {

constexpr std::uintmax_t largest_kept = 64ULL << 20U;

std::optional<KeptReaders::Identity> identity_of(const std::filesystem::path& generation) {
  struct stat known{};
  if (::stat(generation.c_str(), &known) != 0 || !S_ISREG(known.st_mode)) return std::nullopt;
  constexpr std::int64_t nanoseconds = 1'000'000'000;
  return KeptReaders::Identity{.device = known.st_dev,
                               .number = known.st_ino,
                               .size = static_cast<std::uintmax_t>(known.st_size),
                               .changed = known.st_ctim.tv_sec * nanoseconds + known.st_ctim.tv_nsec};
}

/// Others have views, limits or a past of their own.
bool is_of_the_present(const ReadOptions& read) {
  return !read.locked && !read.as_of.run && !read.as_of.known_at && read.session.models.empty() &&
         read.session.statements.empty();
}

/// Given back when its user is done.
class LentReader final : public Reader {
 public:
  LentReader(std::shared_ptr<KeptReaders> owner, std::unique_ptr<ReusableReader> reader,
             const KeptReaders::Identity& generation)
      : owner_(std::move(owner)), reader_(std::move(reader)), generation_(generation) {}
  LentReader(const LentReader&) = delete;
  LentReader& operator=(const LentReader&) = delete;
  ~LentReader() override { owner_->give_back(std::move(reader_), generation_); }

  core::Result<> select(const std::string& sql, const std::function<core::Result<>(const core::Schema&)>& header,
                        const RowConsumer& rows, std::stop_token stop) override {
    return reader_->select(sql, header, rows, std::move(stop));
  }
  core::Result<std::vector<std::vector<std::optional<std::string>>>> rows(const std::string& sql) override {
    return reader_->rows(sql);
  }
  [[nodiscard]] std::string name() const override { return reader_->name(); }

 private:
  std::shared_ptr<KeptReaders> owner_;
  std::unique_ptr<ReusableReader> reader_;
  KeptReaders::Identity generation_;
};

}  // namespace

core::Result<std::unique_ptr<Reader>> KeptReaders::open(const std::filesystem::path& generation, const Options& options,
                                                        const ReadOptions& read) {
  if (!is_keeping() || !is_of_the_present(read)) return open_reader(generation, options, read);
  // Of the file as it is before it is opened: one that comes in its place meanwhile is another for the next who asks.
  const auto identity = identity_of(generation);
  if (!identity || identity->size > largest_kept) return open_reader(generation, options, read);
  auto reader = take(*identity);
  if (!reader || !reader->begin_again(read)) reader = SLUSS_TRY(open_reader(generation, options, read));
  return std::make_unique<LentReader>(shared_from_this(), std::move(reader), *identity);
}

bool KeptReaders::is_keeping() {
  const std::scoped_lock lock(mutex_);
  return keepers_ > 0;
}

void KeptReaders::begin_keeping() {
  const std::scoped_lock lock(mutex_);
  ++keepers_;
}

void KeptReaders::end_keeping() {
  std::vector<Idle> closed;  // after the lock
  const std::scoped_lock lock(mutex_);
  if (--keepers_ == 0) closed.swap(idle_);
}

std::unique_ptr<ReusableReader> KeptReaders::take(const Identity& generation) {
  std::vector<Idle> closed;  // after the lock
  const std::scoped_lock lock(mutex_);
  if (idle_.empty()) return nullptr;
  if (idle_.back().generation != generation) {
    closed.swap(idle_);
    return nullptr;
  }
  auto reader = std::move(idle_.back().reader);
  idle_.pop_back();
  return reader;
}

void KeptReaders::give_back(std::unique_ptr<ReusableReader> reader, const Identity& generation) {
  const std::scoped_lock lock(mutex_);
  if (keepers_ == 0 || !reader->is_sound()) return;
  if (!idle_.empty() && idle_.back().generation != generation) return;
  idle_.push_back({.generation = generation, .reader = std::move(reader)});
}

}  // namespace sluss::warehouse::duckdb
