// One connection, from its first byte to its last. Longer than other files, since it is one class: each member is a
// step that begins the next one when its bytes have come, and all share what Boost keeps in between, which a header
// must not show.
#include "daemon/serve/door/connection.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/file_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <ctime>
#include <sstream>

#include "core/log.h"
#include "daemon/serve/door/answers.h"
#include "daemon/serve/door/http_fields.h"
#include "daemon/serve/door/wire.h"

namespace sluss::daemon::door {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;

constexpr std::size_t first_read = 8192;
constexpr auto linger_time = std::chrono::seconds(2);
constexpr std::size_t linger_bytes = 256U << 10U;
/// How long a connection waits for the name of its user.
constexpr auto name_time = std::chrono::milliseconds(250);
/// How long an answer of Lane::kept may take before the one before it is given.
constexpr auto kept_time = std::chrono::milliseconds(1000);
constexpr std::uint64_t slowest_bytes = 64U << 10U;  ///< a second

/// How many bytes of a body are among the first `written` of an answer with this header.
std::uint64_t body_bytes(const http::response_header<>& header, std::uint64_t written) {
  std::ostringstream text;
  text << header;
  const std::uint64_t before = text.str().size();
  return written - std::min(written, before);
}

class HttpConnection final : public Connection, public std::enable_shared_from_this<HttpConnection> {
 public:
  HttpConnection(StreamSocket socket, Surroundings surroundings)
      : at_(std::move(surroundings)), wire_(std::move(socket), at_.tls), timer_(wire_.get_executor()) {}

  void start() override {
    if (at_.peer.local && !name_known()) {
      arm(name_time, [](HttpConnection& self) { self.named(); });
      return;
    }
    if (!wire_.has_tls()) return wait_for_request();
    arm(limits().header_time, [](HttpConnection& self) { self.close(); });
    wire_.tls().async_handshake(asio::ssl::stream_base::server, [self = shared_from_this()](const error_code& problem) {
      if (self->closed_) return;
      if (problem) return self->close();
      self->wait_for_request();
    });
  }

  [[nodiscard]] std::uint64_t number() const override { return at_.number; }
  [[nodiscard]] Stage stage() const override { return stage_; }

  void drain() override {
    draining_ = true;
    if (stage_ == Stage::idle) close();
  }

  void close() override {
    if (closed_) return;
    closed_ = true;
    stop_.request_stop();
    timer_.cancel();
    error_code ignored;
    wire_.socket().close(ignored);
    if (at_.ended) std::exchange(at_.ended, {})(this);
  }

  void forget() override { at_.ended = {}; }

 private:
  using Parser = http::request_parser<http::string_body>;

  [[nodiscard]] const Limits& limits() const { return at_.reception->limits(); }

  /// One limit at a time; the one before is over.
  void arm(std::chrono::milliseconds limit, void (*late)(HttpConnection&)) {
    timer_.expires_after(limit);
    timer_.async_wait([weak = weak_from_this(), late](const error_code& cancelled) {
      const auto self = weak.lock();
      // A wait that was over just before it was cancelled comes without an error: its time has moved then.
      if (cancelled || !self || self->closed_ || self->timer_.expiry() > asio::steady_timer::clock_type::now()) return;
      late(*self);
    });
  }

  /// False: named() is called when it is.
  bool name_known() {
    naming_ = true;
    return at_.names->is_known(at_.peer.user, [weak = weak_from_this(), executor = wire_.get_executor()] {
      asio::post(executor, [weak] {
        if (const auto self = weak.lock()) self->named();
      });
    });
  }

  void named() {
    if (closed_ || !std::exchange(naming_, false)) return;
    timer_.cancel();
    wait_for_request();
  }

  void wait_for_request() {
    if (draining_) return end();
    late_ = false;
    close_after_ = false;
    head_only_ = false;
    keep_ = false;
    visit_.reset();
    head_ = {};
    const auto most = static_cast<std::size_t>(limits().header);
    parser_.emplace();
    parser_->header_limit(limits().header);
    parser_->body_limit(limits().body);
    buffer_.max_size(std::max(buffer_.size(), most + (64U << 10U)));
    if (buffer_.size() > 0) return read_header();
    stage_ = Stage::idle;
    arm(limits().idle_time, [](HttpConnection& self) { self.close(); });
    wire_.async_read_some(buffer_.prepare(first_read),
                          [self = shared_from_this()](const error_code& problem, std::size_t got) {
                            if (self->closed_) return;
                            if (problem) return self->close();
                            self->buffer_.commit(got);
                            self->read_header();
                          });
  }

  /// The read that is under way ends with an error, and late_ records why.
  static void cut_read(HttpConnection& self) {
    self.late_ = true;
    error_code ignored;
    self.wire_.socket().cancel(ignored);
  }

  void read_header() {
    stage_ = Stage::early;
    began_ = now();
    arm(limits().header_time, cut_read);
    http::async_read_header(
        wire_, buffer_, *parser_, [self = shared_from_this()](const error_code& problem, std::size_t) {
          if (self->closed_) return;
          if (self->late_) return self->refuse({408, "request.header_time", "the header did not come in time"}, true);
          if (problem == http::error::end_of_stream || problem == asio::error::eof ||
              problem == asio::error::connection_reset)
            return self->close();
          if (problem) return self->refuse(refusal_of(problem), true);
          self->header_read();
        });
  }

  void header_read() {
    timer_.cancel();
    stage_ = Stage::busy;
    const auto& message = parser_->get();
    head_only_ = message.method() == http::verb::head;
    keep_ = message.keep_alive();
    head_ = head_of(message, *at_.reception);
    head_.has_body = !parser_->is_done();
    if (const auto refusal = unframed(message)) return refuse(*refusal, true);
    auto visit = at_.reception->begin(head_, at_.peer, at_.loopback, now());
    if (!visit) return turn_away(visit.error());
    visit_ = std::make_shared<Visit>(*std::move(visit));
    if (visit_->slow) return verify();
    enter();
  }

  static Moment now() { return std::chrono::steady_clock::now(); }

  /// A pool, and what is done when it is full, or does not answer in time.
  struct PoolCall {
    Pool* pool;
    std::size_t side;
    std::chrono::milliseconds limit;
    void (*late)(HttpConnection&);
    void (*full)(HttpConnection&);
  };

  static void too_late(HttpConnection& self) {
    self.refuse({504, "request.handler_time", "the answer took too long"}, true);
  }
  static void too_busy(HttpConnection& self) {
    self.at_.reception->turned_away("all threads are busy", now());
    self.refuse({503, "request.busy", "the daemon is busy; try again soon", {{"Retry-After", "2"}}}, false);
  }
  static void answer_kept(HttpConnection& self) { self.answer(self.at_.reception->kept(*self.visit_)); }

  /// Runs `work` on the pool and `then` on the loop, unless another answer has been given meanwhile.
  template <class Work, class Then>
  void submit(const PoolCall& pool_call, Work work, Then then) {
    const auto number = ++submitted_;
    stop_ = std::stop_source();
    late_answer_ = pool_call.late;
    arm(pool_call.limit, [](HttpConnection& self) {
      ++self.submitted_;
      self.stop_.request_stop();
      self.late_answer_(self);
    });
    const bool taken = pool_call.pool->submit(
        [weak = weak_from_this(), executor = wire_.get_executor(), number, token = stop_.get_token(),
         work = std::move(work), then] {
          auto result = std::make_shared<decltype(work(token))>(work(token));
          asio::post(executor, [weak, number, result, then] {
            const auto self = weak.lock();
            if (!self || self->closed_ || self->submitted_ != number) return;
            self->timer_.cancel();
            then(*self, *std::move(result));
          });
        },
        pool_call.side);
    if (taken) return;
    ++submitted_;
    timer_.cancel();
    pool_call.full(*this);
  }

  void verify() {
    submit(
        {at_.slow, 0, limits().handler_time, too_late, too_busy},
        [reception = at_.reception, bearer = *visit_->slow](const std::stop_token&) {
          return reception->verify(bearer);
        },
        [](HttpConnection& self, std::optional<Identity> identity) {
          if (!identity) return self.turn_away(self.at_.reception->wrong_token(*self.visit_->slow, now()));
          self.visit_->request.identity = *std::move(identity);
          self.enter();
        });
  }

  void enter() {
    if (auto entered = at_.reception->enter(*visit_, head_, now()); !entered) return turn_away(entered.error());
    if (!head_.has_body) return body_read();
    const auto& message = parser_->get();
    if (boost::beast::iequals(message[http::field::expect], "100-continue")) return send_continue();
    read_body();
  }

  void send_continue() {
    stage_ = Stage::early;
    auto message = std::make_shared<http::response<http::empty_body>>(http::status::continue_, 11);
    arm(limits().answer_time, [](HttpConnection& self) { self.close(); });
    http::async_write(wire_, *message, [self = shared_from_this(), message](const error_code& problem, std::size_t) {
      if (self->closed_) return;
      if (problem) return self->close();
      self->read_body();
    });
  }

  void read_body() {
    stage_ = Stage::early;  // it may be closed to make room until all has arrived
    arm(limits().body_time, cut_read);
    http::async_read(wire_, buffer_, *parser_, [self = shared_from_this()](const error_code& problem, std::size_t) {
      if (self->closed_) return;
      self->stage_ = Stage::busy;
      if (self->late_) return self->refuse({408, "request.body_time", "the body did not come in time"}, true);
      if (problem == http::error::partial_message || problem == asio::error::eof ||
          problem == asio::error::connection_reset)
        return self->close();
      if (problem) return self->refuse(refusal_of(problem), true);
      self->body_read();
    });
  }

  void body_read() {
    timer_.cancel();
    stage_ = Stage::busy;
    if (auto taken = at_.reception->body(*visit_, std::move(parser_->get().body())); !taken)
      return turn_away(taken.error());
    const auto& route = *visit_->route;
    if (route.lane == Lane::loop) return answer(at_.reception->serve(*visit_, {}));
    const std::chrono::milliseconds own = route.time_limit;
    PoolCall pool_call{at_.pool, at_.side, own.count() > 0 ? own : limits().handler_time, too_late, too_busy};
    if (route.lane == Lane::kept) pool_call = {at_.beside, 0, kept_time, answer_kept, answer_kept};
    // A copy of its own: the pool may still read it when the connection is at the next request.
    submit(
        pool_call,
        [reception = at_.reception, visit = visit_](std::stop_token stop) {
          return reception->serve(*visit, std::move(stop));
        },
        [](HttpConnection& self, Response response) { self.answer(std::move(response)); });
  }

  /// Not let in.
  void turn_away(const Refusal& refusal) {
    at_.reception->count_refused(head_, at_.peer, visit_.get(), refusal);
    refuse(refusal, false);
  }

  /// `broken`: where the next request would begin is not known.
  void refuse(const Refusal& refusal, bool broken) {
    timer_.cancel();
    if (at_.log_later && at_.reception->has_left_out()) at_.log_later();
    // What was not read of a body would be taken for the next request.
    close_after_ = broken || !parser_->is_done();
    const auto& target = parser_->get().target();
    const std::string path = visit_ ? visit_->request.path : std::string(target.substr(0, target.find('?')));
    answer(at_.reception->refusal(refusal, path));
  }

  void answer(Response response) {
    std::string tag(header(response, "ETag"));
    if (!response.file.empty() && tag.empty()) {
      tag = file_tag(response.file);
      if (!tag.empty()) response.headers.emplace_back("ETag", tag);
    }
    if (response.status == 200 && visit_ && !visit_->changes && names_tag(visit_->request.if_none_match, tag)) {
      response.status = 304;
      response.file.clear();
      response.body.clear();
    }
    if (response.status >= 400 && response.body.empty() && response.file.empty()) {
      auto filled =
          at_.reception->refusal({response.status, "request.refused", std::string(reason_of(response.status))},
                                 visit_ ? visit_->request.path : std::string("/"));
      filled.headers = std::move(response.headers);
      response = std::move(filled);
    }
    add_security_headers(response, wire_.has_tls());
    if (!response.file.empty()) return send_file(response);
    const bool no_body = response.status == 304 || response.status == 204;
    if (head_only_ || no_body) {
      http::response<http::empty_body> message;
      const auto size = response.body.size();
      fill(message, response);
      if (!no_body) message.content_length(size);
      return send(std::move(message), 0);
    }
    http::response<http::string_body> message;
    const auto size = response.body.size();
    message.body() = std::move(response.body);
    fill(message, response);
    message.content_length(size);
    send(std::move(message), size);
  }

  void send_file(Response& response) {
    http::file_body::value_type file;
    error_code problem;
    file.open(response.file.c_str(), boost::beast::file_mode::scan, problem);
    if (problem) {
      core::log::error("control.file", "a file cannot be sent",
                       {{"file", response.file.string()}, {"why", problem.message()}});
      response.file.clear();
      const auto missing = problem == boost::system::errc::no_such_file_or_directory;
      return answer(at_.reception->refusal({missing ? 404 : 500, "control.file", "the file cannot be read"},
                                           visit_->request.path));
    }
    const auto size = file.size();
    if (head_only_) {
      http::response<http::empty_body> message;
      fill(message, response);
      message.content_length(size);
      return send(std::move(message), 0);
    }
    http::response<http::file_body> message;
    message.body() = std::move(file);
    fill(message, response);
    message.content_length(size);
    send(std::move(message), size);
  }

  template <class Body>
  void fill(http::response<Body>& message, const Response& response) {
    message.version(11);
    message.result(static_cast<unsigned>(response.status));
    const auto reason = reason_of(response.status);
    message.reason({reason.data(), reason.size()});
    message.set(http::field::date, http_date(std::time(nullptr)));
    if (response.status != 304 && response.status != 204) message.set(http::field::content_type, response.type);
    for (const auto& [name, value] : response.headers) {
      if (is_plain(name) && is_plain(value)) {
        message.insert(name, value);
      } else {
        core::log::error("control.header", "a header with line breaks is left out", {{"name", masked_name(name)}});
      }
    }
    message.keep_alive(keep_ && !close_after_ && !draining_);
  }

  static std::string masked_name(const std::string& name) { return is_plain(name) ? name : "?"; }

  template <class Body>
  void send(http::response<Body> whole, std::uint64_t size) {
    auto message = std::make_shared<http::response<Body>>(std::move(whole));
    auto serializer = std::make_shared<http::response_serializer<Body>>(*message);
    const bool ends = !message->keep_alive();
    const auto status = static_cast<int>(message->result_int());
    arm(limits().answer_time + std::chrono::seconds(size / slowest_bytes), [](HttpConnection& self) { self.close(); });
    http::async_write(wire_, *serializer,
                      [self = shared_from_this(), message, serializer, ends, status, size](const error_code& problem,
                                                                                           std::size_t written) {
                        const auto of_body = problem ? std::min(size, body_bytes(message->base(), written)) : size;
                        self->at_.reception->report_served(self->head_, self->at_.peer, self->visit_.get(), status,
                                                           of_body, now() - self->began_);
                        if (self->closed_) return;
                        if (problem) return self->close();
                        self->timer_.cancel();
                        if (ends) return self->end();
                        self->wait_for_request();
                      });
  }

  /// The answer must arrive before the connection is reset for what was sent and not read (RFC 9112 §9.6).
  void end() {
    arm(linger_time, [](HttpConnection& self) { self.close(); });
    if (wire_.has_tls()) {
      wire_.tls().async_shutdown([self = shared_from_this()](const error_code&) { self->close(); });
      return;
    }
    error_code ignored;
    wire_.socket().shutdown(asio::socket_base::shutdown_send, ignored);
    lingered_ = 0;
    linger();
  }

  void linger() {
    buffer_.clear();
    wire_.async_read_some(buffer_.prepare(first_read),
                          [self = shared_from_this()](const error_code& problem, std::size_t got) {
                            if (self->closed_) return;
                            self->lingered_ += got;
                            if (problem || self->lingered_ > linger_bytes) return self->close();
                            self->linger();
                          });
  }

  Surroundings at_;
  Wire wire_;
  asio::steady_timer timer_;
  boost::beast::flat_buffer buffer_;
  std::optional<Parser> parser_;
  Head head_;
  Moment began_;  ///< when the request's first byte had come
  std::shared_ptr<Visit> visit_;
  std::stop_source stop_;
  std::uint64_t submitted_ = 0;                     ///< number of the work that a pool was given last
  void (*late_answer_)(HttpConnection&) = nullptr;  ///< called when that is not done in time
  Stage stage_ = Stage::early;
  bool naming_ = false;
  std::size_t lingered_ = 0;
  bool draining_ = false;
  bool closed_ = false;
  bool late_ = false;
  bool head_only_ = false;
  bool keep_ = false;
  bool close_after_ = false;
};

}  // namespace

std::shared_ptr<Connection> Connection::make(StreamSocket socket, Surroundings surroundings) {
  return std::make_shared<HttpConnection>(std::move(socket), std::move(surroundings));
}

}  // namespace sluss::daemon::door
