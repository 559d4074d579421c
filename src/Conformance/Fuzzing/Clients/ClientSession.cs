namespace Pure.WebSockets.Conformance;

/// <summary>
/// The conversations with one client. Each connection of the client is used for one conversation. While a finding is being shortened, one
/// connection at a time is used for an attempt to shorten the finding. All other connections are used for new conversations. This class is
/// thread-safe.
/// </summary>
/// <param name="settings">The seed, the limits, and the number of conversations.</param>
internal sealed class ClientSession(FuzzSession settings)
{
    private readonly object gate = new();
    private readonly FoundKinds found = new();
    private readonly Queue<FoundKind> waiting = new();
    private readonly List<FuzzFailure> shortened = [];
    private readonly ModelCoverage coverage = new();
    private Task shortening = Task.CompletedTask;
    private Attempt? attempt;
    private long next = settings.First;
    private long held;
    private int running;
    private bool isShortening;
    private bool isClosed;
    private bool isOver;

    /// <summary>The number of conversations that were held, not counting those that shorten findings.</summary>
    public long Held
    {
        get
        {
            lock (gate) return held;
        }
    }

    /// <summary>The number of kinds of findings.</summary>
    public int Findings => found.Count;

    /// <summary>The number of new conversations that are left.</summary>
    public long Left
    {
        get
        {
            lock (gate) return isClosed ? 0 : settings.Conversations - (next - settings.First);
        }
    }

    /// <summary>Whether no new conversation is left, no conversation is in progress, and all findings are shortened.</summary>
    public bool IsComplete
    {
        get
        {
            lock (gate) return IsExhausted && running == 0 && !isShortening;
        }
    }

    /// <summary>Whether a conversation is in progress.</summary>
    public bool IsRunning
    {
        get
        {
            lock (gate) return running > 0;
        }
    }

    private bool IsExhausted => isClosed || next - settings.First >= settings.Conversations;

    /// <summary>
    /// Returns the conversation for the next connection, or null if no conversation is left or the session has ended. May block until the
    /// next attempt to shorten a finding is known.
    /// </summary>
    /// <param name="compresses">Whether the client offers permessage-deflate.</param>
    public ClientConversation? Next(bool compresses)
    {
        long number;
        lock (gate)
        {
            // The next attempt depends on the result of the previous attempt. The connection waits while the next attempt is being chosen.
            // If no new conversation is left, the connection also waits while another connection is used for an attempt.
            while (isShortening && !isOver && (attempt is null || (attempt.IsTaken && IsExhausted))) Monitor.Wait(gate);
            if (isOver) return null;
            if (attempt is { IsTaken: false } waitingAttempt)
            {
                waitingAttempt.IsTaken = true;
                running++;
                return new ClientConversation(waitingAttempt.Number, waitingAttempt.Script, waitingAttempt);
            }

            if (IsExhausted) return null;
            number = next++;
            running++;
        }

        var options = settings.Generator with { Compresses = settings.Generator.Compresses && compresses };
        return new ClientConversation(number, ConversationGenerator.Generate(settings.Seed, number, Role.Server, options), Attempt: null);
    }

    /// <summary>Adds the result of a conversation.</summary>
    public void Add(ClientConversation conversation, ModelFinding? finding, ModelCoverage visited)
    {
        lock (gate)
        {
            running--;
            coverage.Add(visited);
            if (conversation.Attempt is { } tried)
            {
                (tried.Finding, tried.IsDone) = (finding, true);
                attempt = null;
            }
            else
            {
                held++;
                var kind = finding is null ? null : new FoundKind(conversation.Number, conversation.Script, finding, 1);
                if (kind is not null && found.Add(kind)) Shorten(kind);
            }

            Monitor.PulseAll(gate);
        }
    }

    /// <summary>Prevents new conversations. Findings are still shortened.</summary>
    public void Close()
    {
        lock (gate) isClosed = true;
    }

    /// <summary>
    /// Ends the session, and returns its result. A finding that is still being shortened keeps its shortest conversation so far.
    /// </summary>
    /// <param name="time">The duration of the session for the result.</param>
    public FuzzReport End(TimeSpan time)
    {
        lock (gate)
        {
            isOver = true;
            Monitor.PulseAll(gate);
        }

        shortening.Wait();
        lock (gate)
        {
            // More findings of a kind may have occurred after the first finding of that kind was shortened.
            var counts = found.InOrder();
            var failures = shortened
                .Select(failure => counts.FirstOrDefault(kind => kind.Number == failure.Number) is { } kind
                    ? failure with { Count = kind.Count }
                    : failure)
                .OrderBy(failure => failure.Number);
            return new FuzzReport(new FuzzProgress(held, time, found.Count), FoundKinds.Distinct(failures), coverage);
        }
    }

    // The caller holds the lock.
    private void Shorten(FoundKind kind)
    {
        waiting.Enqueue(kind);
        if (isShortening) return;
        isShortening = true;
        shortening = Task.Factory.StartNew(
            ShortenAll,
            CancellationToken.None,
            TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach,
            TaskScheduler.Default
        );
    }

    private void ShortenAll()
    {
        while (true)
        {
            FoundKind? kind;
            lock (gate)
            {
                if (!waiting.TryDequeue(out kind))
                {
                    isShortening = false;
                    Monitor.PulseAll(gate);
                    return;
                }
            }

            var failure = kind.Shorten(script => Hold(kind.Number, script), settings.Repeats, settings.MostShrinkingRuns);
            lock (gate) shortened.Add(failure);
        }
    }

    /// <summary>
    /// Waits until the client has connected again and the conversation is over. Returns the finding of the conversation, or null if there
    /// is no finding.
    /// </summary>
    /// <exception cref="OperationCanceledException">The session has ended.</exception>
    private ModelFinding? Hold(long number, FuzzScript script)
    {
        lock (gate)
        {
            var tried = attempt = new Attempt(number, script);
            Monitor.PulseAll(gate);
            while (!tried.IsDone && !isOver) Monitor.Wait(gate);
            return tried.IsDone ? tried.Finding : throw new OperationCanceledException("the session is over");
        }
    }

    /// <summary>A conversation whose result decides how a finding is shortened further.</summary>
    internal sealed class Attempt(long number, FuzzScript script)
    {
        public long Number { get; } = number;

        public FuzzScript Script { get; } = script;

        public bool IsTaken { get; set; }

        public bool IsDone { get; set; }

        public ModelFinding? Finding { get; set; }
    }
}

/// <summary>The conversation of a connection.</summary>
/// <param name="Number">The number of the new conversation, or of the conversation that is being shortened.</param>
/// <param name="Script">The conversation.</param>
/// <param name="Attempt">The attempt to shorten a finding, or null for a new conversation.</param>
internal sealed record ClientConversation(long Number, FuzzScript Script, ClientSession.Attempt? Attempt);
