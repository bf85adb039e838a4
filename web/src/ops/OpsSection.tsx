import { failedPage, NotFound } from '../App';
import { type Route, Routes } from '../router';
import { Waiting } from '../ui/Notice';
import ConsolePage from './ConsolePage';

/** The pages of operators, each with a row here. */
const routes: Route[] = [{ pattern: '/ops', load: async () => ({ default: ConsolePage }) }];

export default function OpsSection() {
  return <Routes routes={routes} waiting={<Waiting />} otherwise={<NotFound />} failed={failedPage} />;
}
