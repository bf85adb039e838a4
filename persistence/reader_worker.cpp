#include "persistence/reader_worker.hpp"

#include "persistence/pg_ask.hpp"
#include "persistence/reply.hpp"

namespace baro {

template <class Question, class Answer>
Batch<Question, Answer> ReaderWorkerState::merged(std::size_t questions_max) {
  return {questions_max, [this](const std::vector<Question>& questions) {
            auto answers = ask_twice(session_, [&](PgConnection& connection) {
              return answer_all(connection, questions);
            });
            if (answers)
              return *std::move(answers);
            return std::vector<Result<Answer>>(questions.size(), answers.error());
          }};
}

ReaderWorkerState::ReaderWorkerState(ReaderWorkerActor::pointer self, PgConfig pg,
                                     std::size_t batch_questions_max)
  : self_(self),
    session_(std::move(pg), "reader"),
    products_(merged<GetProduct, ProductView>(batch_questions_max)),
    looks_(merged<GetLook, LookView>(batch_questions_max)),
    likes_(merged<FindLiked, LikedProducts>(batch_questions_max)),
    offers_(merged<FindOffers, Offers>(batch_questions_max)),
    answers_(merged<FindAnswer, StoredAnswer>(batch_questions_max)),
    cards_(merged<FindLookCards, LookCards>(batch_questions_max)) {}

template <class... Question>
ReaderWorkerActor::behavior_type ReaderWorkerState::behavior_for(Questions<Question...>) {
  return {
    [this](const Question& question) {
      return to_reply(ask_twice(
        session_, [&](PgConnection& connection) { return answer(connection, question); }));
    }...,
    [this](const GetProduct& question) { return products_.join(self_, question); },
    [this](const GetLook& question) { return looks_.join(self_, question); },
    [this](const FindLiked& question) { return likes_.join(self_, question); },
    [this](const FindOffers& question) { return offers_.join(self_, question); },
    [this](const FindAnswer& question) { return answers_.join(self_, question); },
    [this](const FindLookCards& question) { return cards_.join(self_, question); },
    [this](flush_atom) {
      products_.flush();
      looks_.flush();
      likes_.flush();
      offers_.flush();
      answers_.flush();
      cards_.flush();
    },
  };
}

ReaderWorkerActor::behavior_type ReaderWorkerState::make_behavior() {
  return behavior_for(SingleQuestions{});
}

} // namespace baro
