import { signal } from '@preact/signals';
import type { AnchorHTMLAttributes, ComponentChildren, ComponentType } from 'preact';
import { useEffect, useLayoutEffect, useState } from 'preact/hooks';

/** Where the browser is. `visit` counts the pages that were opened; going back counts, too. */
export const here = signal({ path: location.pathname, search: location.search, visit: 0 });

history.scrollRestoration = 'manual';

const scrolls = new Map<number, number>();
// Entries of the history are numbered, so that each has its place to scroll to.
let entries = history.length;
const keyOf = () => (history.state?.entry as number | undefined) ?? 0;
const remember = () => scrolls.set(keyOf(), scrollY);

function arrive() {
  here.value = { path: location.pathname, search: location.search, visit: here.value.visit + 1 };
}

addEventListener('popstate', arrive);

// Going back changes the entry first and what is shown later: scrolling in between belongs to neither.
let shown = keyOf();
addEventListener('scroll', () => shown === keyOf() && remember(), { passive: true });

export function navigate(to: string, { replace = false } = {}) {
  if (to === location.pathname + location.search) return;
  remember();
  history[replace ? 'replaceState' : 'pushState']({ entry: ++entries }, '', to);
  arrive();
}

/** The page before, or `otherwise` for those who came from elsewhere. */
export function goBack(otherwise: string) {
  if (here.value.visit > 0) history.back();
  else navigate(otherwise, { replace: true });
}

interface LinkProps extends Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'href' | 'role'> {
  to: string;
  children?: ComponentChildren;
}

export function Link({ to, onClick, ...rest }: LinkProps) {
  return (
    <a
      {...rest}
      href={to}
      onClick={(event) => {
        onClick?.(event);
        if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey)
          return;
        event.preventDefault();
        navigate(to);
      }}
    />
  );
}

export interface PageProps {
  /** What stands for `:id` in the pattern. */
  id: string;
  query: URLSearchParams;
}
type Page = ComponentType<PageProps>;

export interface Route {
  /** `/shop/orders/:id`; a last `*` takes all that follows. */
  pattern: string;
  load: () => Promise<{ default: Page }>;
}

const loaded = new Map<Route, Page>();

async function pageOf(route: Route): Promise<Page> {
  const page = loaded.get(route) ?? (await route.load()).default;
  loaded.set(route, page);
  return page;
}

/** So that it is there before it is needed. */
export const preload = (route: Route | undefined) => route && void pageOf(route).catch(() => {});

function match(pattern: string, path: string): string | undefined {
  const wanted = pattern.split('/');
  const given = path.replace(/\/$/, '').split('/');
  let id = '';
  for (const [i, part] of wanted.entries()) {
    if (part === '*') return id;
    if (part.startsWith(':')) id = given[i] ?? '';
    else if (part !== (given[i] ?? '')) return undefined;
    if (part.startsWith(':') && id === '') return undefined;
  }
  return wanted.length === given.length || path === '/' ? id : undefined;
}

export function find(routes: Route[], path: string) {
  for (const route of routes) {
    const id = match(route.pattern, path);
    if (id !== undefined) return { route, id };
  }
}

interface RoutesProps {
  routes: Route[];
  /** While a page is on its way. */
  waiting?: ComponentChildren;
  /** For what no route matches. */
  otherwise: ComponentChildren;
  /** When a page could not be loaded. */
  failed: (again: () => void) => ComponentChildren;
}

/** The page for where the browser is. A section with pages of its own nests another one of these. */
export function Routes({ routes, waiting, otherwise, failed }: RoutesProps) {
  const { path, search } = here.value;
  const found = find(routes, path);
  const route = found?.route;
  const [, redraw] = useState(0);
  const [broken, setBroken] = useState<Route>();
  const page = route && loaded.get(route);

  useEffect(() => {
    if (!route || page) return;
    let gone = false;
    pageOf(route).then(
      () => !gone && redraw((n) => n + 1),
      () => !gone && setBroken(route),
    );
    return () => {
      gone = true;
    };
  }, [route, page, broken]);

  useLayoutEffect(() => {
    if (!page) return;
    shown = keyOf();
    scrollTo(0, scrolls.get(shown) ?? 0);
  }, [page, path, search]);

  if (!found) return <>{otherwise}</>;
  if (broken === route && !page) return <>{failed(() => setBroken(undefined))}</>;
  if (!page) return <>{waiting}</>;
  const Shown = page;
  return (
    <Shown key={`${found.route.pattern}#${found.id}`} id={found.id} query={new URLSearchParams(search)} />
  );
}
