import { useEffect, useRef, useState } from 'preact/hooks';
import { api, type Schemas } from '../api/client';
import { texts } from '../i18n';
import { navigate } from '../router';
import { useAction } from '../state/action';
import { Button } from '../ui/Button';
import { Icon } from '../ui/Icon';
import { Empty, Failure } from '../ui/Notice';
import { Page } from '../ui/Page';
import { Picture } from '../ui/Picture';
import { LookProducts } from './LookProducts';
import { Members } from './Members';
import { type Reaction, SwipeCard } from './SwipeCard';
import styles from './SwipePage.module.css';

type Look = Schemas['LookCard'];

interface Card {
  look: Look;
  /** Where it is going, or comes back from. */
  leaving?: Reaction;
  returning?: Reaction;
}

interface Deck {
  cards: Card[];
  /** What can be undone, the latest last. */
  done: { look: Look; reaction: Reaction }[];
  isEmpty: boolean;
}

const page_size = 20;
const refill_below = 8;
const undo_max = 20;

const t = texts(
  {
    title: '스와이프',
    like: '좋아요',
    pass: '패스',
    undo: '되돌리기',
    keys: '← 패스 · → 좋아요 · Backspace 되돌리기',
    liked: (title: string) => `${title}, 좋아요`,
    passed: (title: string) => `${title}, 패스`,
    back: (title: string) => `${title}, 다시 보기`,
    deck: '룩 카드',
    empty: '새 룩을 모두 봤어요',
    emptyHint: '패스한 룩을 다시 보거나, 좋아한 룩을 둘러보세요.',
    again: '패스한 룩 다시 보기',
  },
  {
    title: 'Swipe',
    like: 'Like',
    pass: 'Pass',
    undo: 'Undo',
    keys: '← pass · → like · Backspace undo',
    liked: (title: string) => `${title}: liked`,
    passed: (title: string) => `${title}: passed`,
    back: (title: string) => `${title}: back again`,
    deck: 'Look',
    empty: 'You have seen every look',
    emptyHint: 'See those again that you passed, or go through those you liked.',
    again: 'Show passed looks again',
  },
);

export default function SwipePage() {
  return (
    <Page title={t().title} heading="unseen">
      <Members>
        <Swiping />
      </Members>
    </Page>
  );
}

function Swiping() {
  const { deck, failure, react, undo, gone, refill, startAgain } = useDeck();
  const [said, setSaid] = useState('');
  const waiting = deck.cards.filter(({ leaving }) => !leaving);
  const top = waiting[0];

  const swipe = (reaction: Reaction) => {
    if (!top) return;
    setSaid(reaction === 'LIKE' ? t().liked(top.look.title) : t().passed(top.look.title));
    react(top.look, reaction);
  };
  const takeBack = () => {
    const last = deck.done.at(-1);
    if (!last) return;
    setSaid(t().back(last.look.title));
    undo();
  };
  useKeys({ ArrowLeft: () => swipe('DISLIKE'), ArrowRight: () => swipe('LIKE'), Backspace: takeBack });

  if (!top && deck.isEmpty && failure === undefined) return <NothingLeft startAgain={startAgain} />;
  return (
    <div class={styles.swiping}>
      <div class={styles.table}>
        <section class={styles.deck} aria-label={t().deck}>
          {deck.cards.length === 0 && <Picture src={null} alt="" />}
          {shownOf(deck.cards)
            .reverse()
            .map((card) => (
              <SwipeCard
                key={card.look.lookId}
                look={card.look}
                depth={Math.max(0, waiting.indexOf(card))}
                leaving={card.leaving}
                returning={card.returning}
                words={{ LIKE: t().like, DISLIKE: t().pass }}
                onSwipe={swipe}
                onOpen={() => navigate(`/shop/looks/${card.look.lookId}`)}
                onGone={() => gone(card.look)}
              />
            ))}
        </section>
        <div class={styles.controls}>
          <button
            type="button"
            class={styles.pass}
            aria-label={t().pass}
            disabled={!top}
            onClick={() => swipe('DISLIKE')}
          >
            <Icon name="close" size={30} />
          </button>
          <button
            type="button"
            class={styles.undo}
            aria-label={t().undo}
            disabled={deck.done.length === 0}
            onClick={takeBack}
          >
            <Icon name="undo" />
          </button>
          <button
            type="button"
            class={styles.like}
            aria-label={t().like}
            disabled={!top}
            onClick={() => swipe('LIKE')}
          >
            <Icon name="heart" size={30} filled />
          </button>
        </div>
        <p class={styles.keys}>{t().keys}</p>
        <p class="unseen" role="status">
          {said}
        </p>
      </div>
      <div class={styles.below}>
        <Failure failure={failure} again={refill} />
        {top && <LookProducts key={top.look.lookId} lookId={top.look.lookId} titled />}
      </div>
    </div>
  );
}

/** All that are under way, and the three that lie on top. */
function shownOf(cards: Card[]) {
  const waiting = cards.filter(({ leaving }) => !leaving).slice(0, 3);
  return cards.filter((card) => card.leaving || waiting.includes(card));
}

/** Shows at once what was swiped. The shop hears of it in the same order; what it refuses comes back. */
function useDeck() {
  const [deck, setDeck] = useState<Deck>({ cards: [], done: [], isEmpty: false });
  const [failure, setFailure] = useState<unknown>();
  const told = useRef<Promise<unknown>>(Promise.resolve());
  const swiped = useRef(new Set<string>());
  const filling = useRef(false);

  const refill = async () => {
    if (filling.current) return;
    filling.current = true;
    try {
      // What was swiped has to be known there, or it would be dealt again.
      await told.current;
      const { content } = await api.get('/looks/swipe', { query: { size: page_size } });
      setFailure(undefined);
      setDeck((before) => {
        const known = new Set(before.cards.map(({ look }) => look.lookId));
        const fresh = content.filter(({ lookId }) => !known.has(lookId) && !swiped.current.has(lookId));
        return {
          ...before,
          cards: [...before.cards, ...fresh.map((look) => ({ look }))],
          isEmpty: fresh.length === 0,
        };
      });
    } catch (why) {
      setFailure(why);
    } finally {
      filling.current = false;
    }
  };

  const tell = (call: () => Promise<unknown>, takeBack: () => void) => {
    const telling = told.current.then(call);
    told.current = telling.catch((why) => {
      setFailure(why);
      takeBack();
    });
  };

  const put = (look: Look, from: Reaction) => {
    swiped.current.delete(look.lookId);
    setDeck(({ cards, done, isEmpty }) => ({
      cards: [{ look, returning: from }, ...cards.filter((card) => card.look.lookId !== look.lookId)],
      done: done.filter((each) => each.look.lookId !== look.lookId),
      isEmpty,
    }));
  };

  const take = (look: Look, reaction: Reaction) => {
    swiped.current.add(look.lookId);
    setDeck(({ cards, done, isEmpty }) => ({
      cards: cards.map((card) => (card.look.lookId === look.lookId ? { look, leaving: reaction } : card)),
      done: [...done, { look, reaction }].slice(-undo_max),
      isEmpty,
    }));
  };

  const react = (look: Look, reaction: Reaction) => {
    setFailure(undefined);
    take(look, reaction);
    tell(
      () => api.put('/looks/{id}/swipe', { path: { id: look.lookId }, body: { reactionType: reaction } }),
      () => put(look, reaction),
    );
  };

  const undo = () => {
    const last = deck.done.at(-1);
    if (!last) return;
    put(last.look, last.reaction);
    tell(
      () => api.delete('/looks/{id}/swipe', { path: { id: last.look.lookId } }),
      () => take(last.look, last.reaction),
    );
  };

  const gone = (look: Look) =>
    setDeck((before) => ({
      ...before,
      cards: before.cards.filter((card) => card.look.lookId !== look.lookId || !card.leaving),
    }));

  const startAgain = async () => {
    // A pass that comes after it would stay.
    await told.current;
    await api.delete('/looks/swipes', { query: { reaction: 'DISLIKE' } });
    swiped.current.clear();
    setDeck({ cards: [], done: [], isEmpty: false });
  };

  const left = deck.cards.filter(({ leaving }) => !leaving);
  const isLow = left.length < refill_below && !deck.isEmpty;
  // Each time the deck gets low, and once for each length.
  useEffect(() => {
    if (isLow) void refill();
  }, [isLow, left.length]);

  // Their pictures are there before they are.
  useEffect(() => {
    for (const { look } of deck.cards.slice(0, 6)) new Image().src = look.thumbnailUrl;
  }, [deck.cards]);

  return { deck, failure, react, undo, gone, startAgain, refill: () => void refill() };
}

/** Keys of the page itself: not while something is typed, or lies above. */
function useKeys(keys: Record<string, () => void>) {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      if (target.closest('input, textarea, select, dialog')) return;
      const act = latest.current[event.key];
      if (!act) return;
      event.preventDefault();
      act();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, []);
}

function NothingLeft({ startAgain }: { startAgain: () => Promise<void> }) {
  const again = useAction(startAgain);
  return (
    <Empty title={t().empty} hint={t().emptyHint}>
      <Failure failure={again.failure} />
      <Button busy={again.busy} onClick={() => void again.run()}>
        {t().again}
      </Button>
    </Empty>
  );
}
