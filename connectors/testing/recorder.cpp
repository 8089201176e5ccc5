#include "connectors/testing/recorder.h"

#include <algorithm>
#include <csignal>
#include <tuple>
#include <utility>

#include "connectors/testing/cell_text.h"

namespace sluss::connectors::testing {

namespace {

std::string name_of(const RawObject& object) {
  return object.query + " page " + std::to_string(object.page);
}

std::vector<std::string> sorted(std::vector<std::string> texts) {
  std::ranges::sort(texts);
  return texts;
}

}  // namespace

class Recorder::Writer final : public ObjectWriter {
 public:
  explicit Writer(Recorder& recorder) : recorder_(recorder) {}
  core::Result<> write(std::string_view bytes) override {
    body_ += bytes;
    return {};
  }
  void restart() override { body_.clear(); }
  core::Result<RawHandle> finish(const RawObject& object) override { return recorder_.add(object, std::move(body_)); }

 private:
  Recorder& recorder_;
  std::string body_;
};

std::unique_ptr<ObjectWriter> Recorder::open_object() {
  return std::make_unique<Writer>(*this);
}

RawHandle Recorder::add(const RawObject& object, std::string body) {
  const std::scoped_lock lock(mutex_);
  const bool again = std::ranges::any_of(objects_, [&](const RecordedObject& other) {
    return other.object.query == object.query && other.object.page == object.page;
  });
  if (again) problems_.push_back(name_of(object) + " was archived twice");
  if (object.page < 1) problems_.push_back(name_of(object) + ": pages are counted from 1");
  if (body.size() > core::object_bytes_most)
    problems_.push_back(name_of(object) + " has " + std::to_string(body.size()) + " bytes: divide it into pages");
  objects_.push_back({.object = object, .body = std::move(body)});
  if (objects_.size() - kept_ == stop_at_) stop_.request_stop();
  if (objects_.size() - kept_ == kill_at_ && kill_at_ != 0) std::ignore = ::raise(SIGKILL);
  return {.index = static_cast<std::uint32_t>(objects_.size() - 1)};
}

core::Result<std::optional<KeptObject>> Recorder::kept(std::string_view query, int page) {
  const std::scoped_lock lock(mutex_);
  for (std::size_t i = 0; i < kept_; ++i) {
    const auto& [object, body] = objects_[i];
    if (object.query != query || object.page != page) continue;
    return KeptObject{.handle = {.index = static_cast<std::uint32_t>(i)}, .object = object, .body = body};
  }
  return std::nullopt;
}

std::string Recorder::place(std::uint32_t raw, std::string_view of) {
  const std::scoped_lock lock(mutex_);
  if (raw < objects_.size()) return std::string(of) + " of " + name_of(objects_[raw].object);
  problems_.push_back(std::string(of) + " names object " + std::to_string(raw) + ", and there are " +
                      std::to_string(objects_.size()));
  return std::string(of);
}

core::Result<> Recorder::batch(std::string_view stream, RawHandle raw, const core::Batch& rows) {
  const auto from = place(raw.index, stream);
  for (std::size_t row = 0; row < rows.rows(); ++row) {
    std::string text = from + ":";
    for (std::size_t i = 0; i < rows.columns(); ++i) text += " | " + cell_text(rows[i], row);
    rows_.push_back(std::move(text));
  }
  return {};
}

core::Result<> Recorder::rejected(core::Reject reject) {
  auto text = place(reject.raw, "reject " + reject.error) + ": " + reject.object + " line " +
              std::to_string(reject.line) + " byte " + std::to_string(reject.byte) + " " + reject.column + " " +
              reject.field + " " + reject.stream + (reject.decoded ? " decoded" : "") + " " + core::shown_whole(reject);
  for (const auto& series : reject.series) text += " " + series;
  rejects_.push_back(std::move(text));
  return {};
}

core::Result<> Recorder::selected(const Extent& extent) {
  if (!extents_.empty()) problems_.emplace_back("selected() was called twice");
  extents_.push_back(extent);
  return {};
}

core::Result<> Recorder::done(const QueryDone& query) {
  if (query.query.empty()) problems_.emplace_back("a query without a text is done");
  return {};
}

void Recorder::progress(const Progress& progress) {
  if (progress.pages < progress_.pages || progress.rows < progress_.rows || progress.bytes < progress_.bytes)
    problems_.emplace_back("the progress went backwards");
  progress_ = progress;
}

std::vector<RecordedObject> Recorder::objects() const {
  const std::scoped_lock lock(mutex_);
  return objects_;
}

std::vector<std::string> Recorder::rows() const {
  return sorted(rows_);
}

std::vector<std::string> Recorder::rejects() const {
  return sorted(rejects_);
}

}  // namespace sluss::connectors::testing
