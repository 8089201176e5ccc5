#pragma once
// The contract between a source and the run. A source fetches and decodes into typed rows; it knows nothing of the
// warehouse. It runs on one worker thread of the run; a Sink is called from that thread only, its ObjectWriters from
// any.
//
// One object's body should have at most core::object_bytes_most (4 MiB). A file that is larger is archived as several
// objects of one query, pages 1 to n in their order; RowSink::batch() and core::Reject name the page that a row came
// from, and so do the figure's lineage and core::Fact::raw.

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "core/batch.h"
#include "core/error.h"
#include "core/finding.h"
#include "core/ids.h"
#include "core/load_fate.h"
#include "core/raw_object.h"
#include "core/time.h"

namespace sluss::connectors {

using core::RawObject;

/// A number for a raw object within its run, from 0. meta.raw_object and Fact::raw carry it.
struct RawHandle {
  std::uint32_t index = 0;
};

/// A raw object on its way to the archive, hashed and compressed as it arrives. Destroyed unfinished, nothing is
/// stored.
class ObjectWriter {
 public:
  virtual ~ObjectWriter() = default;
  virtual core::Result<> write(std::string_view bytes) = 0;
  virtual void restart() = 0;  ///< a retried attempt: forget what was written
  virtual core::Result<RawHandle> finish(const RawObject& object) = 0;
};

/// A raw object that was fetched before: by an unfinished attempt at this run, or by the run that is read again.
struct KeptObject {
  RawHandle handle;
  RawObject object;
  std::string body;
};

/// When a query was last loaded completely.
struct QueryCheckpoint {
  core::Instant complete_at;     ///< when the last complete load (full or incremental) began
  core::Instant full_reload_at;  ///< when the last complete full load began
};

struct Progress {
  std::int64_t pages = 0;
  std::int64_t pages_expected = 0;  ///< 0: not known
  std::int64_t rows = 0;
  std::int64_t bytes = 0;
  std::string doing;  ///< "kpi", "data 4/39"
};

/// What one complete, finished query covers: what a full reload no longer contains is absent.
struct QueryDone {
  std::string query;
  bool full = false;  ///< not incremental, every page fetched in this run
  core::Instant began_at;
};

/// What one load covers.
struct Extent {
  bool complete = false;  ///< every query was loaded in full in this run: absence has a meaning
  std::string text;       ///< a JSON object in the kind's own words, for its normaliser; the run does not read it
  /// Empty: a complete load covers all that the job reads. Else the part of it that this one covers, "file:a;2025":
  /// what earlier loads brought of other parts stays, and a replay reads the last complete load of each part. A part
  /// has one content, so that pages kept from an unfinished attempt are as good as fetched by this run.
  std::string part = {};
  /// It comes before what was loaded since: it adds what is not there, and revises and closes nothing. A replay reads
  /// it before all else.
  bool late = false;
};

/// A load of an earlier run, by its last object.
struct PastLoad {
  RawObject object;
  core::LoadFate fate = {};
};

/// A file because of which a run failed, for whoever made it and whoever sees to it. No value of a cell, no identity.
struct RefusedFile {
  std::string name;
  std::string series;      ///< the query of its objects, had it been loaded: a later file of it takes its place
  std::string wrong;       ///< Swedish sentences: what is wrong, where, and what stands there instead
  std::string change;      ///< what to do with the file
  bool put_away = false;   ///< nothing reads it again where it is now
  std::string order = {};  ///< by which the files of its series are loaded, as its source writes it; empty: none
  std::string mark = {};   ///< of the file and of what read it, where it stays: with the same one it fails again
};

/// Where decoded rows go. Implemented by the run, for a load and for a replay.
class RowSink {
 public:
  virtual ~RowSink() = default;
  /// Decoded rows of a stream ("kolada.data"). Its schema is in the kind's schema.h, where it has one: a table that
  /// is taken as it is has the batch's own. The batch may be reused afterwards.
  virtual core::Result<> batch(std::string_view stream, RawHandle raw, const core::Batch& rows) = 0;
  virtual core::Result<> rejected(core::Reject reject) = 0;
};

/// Where a source puts what it reads. Implemented by the run.
class Sink : public RowSink {
 public:
  [[nodiscard]] virtual std::unique_ptr<ObjectWriter> open_object() = 0;
  /// Only pages of the same run (same slot and window); a source calls it before it fetches.
  [[nodiscard]] virtual core::Result<std::optional<KeptObject>> kept(std::string_view query, int page) = 0;
  [[nodiscard]] virtual std::optional<QueryCheckpoint> checkpoint(std::string_view query) = 0;
  /// The object of this query that a committed run of this job fetched last from this source (and Source::server());
  /// of several pages the last one. Its etag tells whether the source has the same still. Nothing: there was none. It
  /// is known as long as its run is, also when the archive was pruned of its bytes; media_type and last_page are not.
  [[nodiscard]] virtual core::Result<std::optional<RawObject>> latest(std::string_view query) = 0;
  /// What all of them fetched by this query, the earliest first. Of those of which something was held also what
  /// became of that. A sink that does not know it has the latest alone.
  [[nodiscard]] virtual core::Result<std::vector<PastLoad>> loads(std::string_view query) {
    auto last = latest(query);
    if (!last) return std::unexpected(std::move(last).error());
    std::vector<PastLoad> all;
    if (*last) all.push_back({.object = *std::move(*last)});
    return all;
  }
  /// Files of this query for which runs of this job failed, as Source::refused() told of them; the latest first.
  [[nodiscard]] virtual core::Result<std::vector<RefusedFile>> refused_files(std::string_view /*query*/) {
    return std::vector<RefusedFile>();
  }
  /// Once, before the first row that it decides on: what the load is going to cover. `complete` is not yet known.
  virtual core::Result<> selected(const Extent& extent) = 0;
  virtual core::Result<> done(const QueryDone& query) = 0;
  virtual void found(core::Finding finding) = 0;
  virtual void progress(const Progress& progress) = 0;
};

/// What a source's server answers to one small request.
struct Probe {
  std::string answer;                                ///< for people
  std::optional<core::Instant> certificate_ends;     ///< with TLS
  std::optional<std::chrono::seconds> clock_behind;  ///< this machine's clock against the server's; negative: ahead
};

/// A series (an indicator, or "extract.beslut") that a gate held.
struct HeldByGate {
  std::string series;
  std::string gate;  ///< "revised_share", "ratio", "gone", "expectation", "run"
  core::RunId waits_with =
      {};  ///< not for what this run brought of it: rows of this earlier run wait by the gate; 0: none
};

/// RunOutcome::rejects has the first of them.
inline constexpr std::size_t outcome_rejects_most = 1'000;

/// How a run ended, for its source.
struct RunOutcome {
  bool committed = false;  ///< what it loaded is in the warehouse, or waits behind a gate
  /// extract() was not called: an earlier attempt that was cut off had fetched all.
  bool fetched_before = false;
  core::RunId run;            ///< 0: nothing was committed
  std::string status;         ///< "done", "unchanged", "held"; "failed"
  std::int64_t read = 0;      ///< values or rows that the source sent
  std::int64_t facts = 0;     ///< of them facts, or rows of a table; of what was committed, each once
  std::int64_t rejected = 0;  ///< of them such as could not be decoded
  std::vector<HeldByGate> held;
  std::vector<core::Finding> findings;
  std::vector<core::Reject> rejects;  ///< the first outcome_rejects_most, in the order of reading
  std::optional<core::Error> error;   ///< why it failed; of a committed one why the journal was not written
};

/// One source, opened for one run.
class Source {
 public:
  virtual ~Source() = default;
  /// A JSON object: what it is going to request, and by what of the configuration's files it reads the answers. The
  /// same text: what an unfinished run has fetched may be used, and is read by the extent that is archived with it.
  [[nodiscard]] virtual std::string plan() const = 0;
  /// Who answers: checkpoints of another server do not apply. Empty: the source's name identifies it.
  [[nodiscard]] virtual std::string server() const { return {}; }
  virtual core::Result<Extent> extract(Sink& sink, std::stop_token stop) = 0;
  /// The run has ended, committed (and in the journal) or failed: a source moves files that are read out of the way, or
  /// writes a receipt. Once a run, on its thread, before its deliveries; Setup::scratch is gone. Its error is logged
  /// (`source.not_ended`) and changes nothing of the run. A process that is killed between commit and this call never
  /// makes it: the job's next run determines by Sink::latest() what was committed, and does then what was left undone.
  virtual core::Result<> ended(const RunOutcome& /*outcome*/) { return {}; }
  /// Of a run that failed with this error, before ended(). Nothing: it was not because of a file.
  [[nodiscard]] virtual std::optional<RefusedFile> refused(const core::Error& /*error*/) const { return std::nullopt; }
  /// Checks that it answers, to us, with what it should. Loads nothing.
  virtual core::Result<Probe> probe(std::stop_token stop) = 0;
};

/// Reads archived objects of one kind as the source's extract() did: the same rows, the same rejects. One reader a
/// segment, one thread; the objects come in the order in which they were archived.
class ObjectReader {
 public:
  virtual ~ObjectReader() = default;
  /// Once, before the first object: what the load covered (Extent::text), or by Kind::extent_today covers. `scratch`:
  /// an empty folder of this reader alone, which outlives it, as Setup::scratch. Errors: an extent that cannot be read.
  virtual core::Result<> begin(std::string_view /*extent*/, const std::filesystem::path& /*scratch*/) { return {}; }
  /// Whether rows of it are decided on by the load's extent, which the normaliser must know first.
  [[nodiscard]] virtual bool needs_extent(const RawObject& object) const = 0;
  virtual core::Result<> read(const KeptObject& object, RowSink& sink) = 0;
};

}  // namespace sluss::connectors
