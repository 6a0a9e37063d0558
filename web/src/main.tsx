import '@mantine/core/styles.css';
import './theme.css';
import './style.css';
import './stores.css';
import './print.css';
import { createTheme, MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Problem } from './api/client.ts';
import { router } from './router.tsx';

const RETRIES = 2;

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // A refusal stays one; only a server that stumbles is asked again.
      retry: (count, error) =>
        count < RETRIES && error instanceof Problem && (error.status === 0 || error.status === 503),
      refetchOnWindowFocus: false,
    },
  },
});

const theme = createTheme({ cursorType: 'pointer', respectReducedMotion: true, focusRing: 'auto' });

const root = document.getElementById('root');
if (root === null) throw new Error('the page has no root');
createRoot(root).render(
  <StrictMode>
    {/* Variables and classes come from the style sheets alone: the pages allow no inline styles. */}
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      withCssVariables={false}
      withGlobalClasses={false}
      deduplicateCssVariables={false}
    >
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
