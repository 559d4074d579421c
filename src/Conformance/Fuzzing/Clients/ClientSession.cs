namespace Pure.WebSockets.Conformance;

/// <summary>
/// The conversations with one client. Each connection of the client is used for one conversation. A connection is used for an attempt
/// to shorten a finding if such an attempt is waiting. Otherwise, the connection is used for a new conversation. At any time, at most
/// one attempt is in progress for each finding. This class is thread-safe.
/// </summary>
/// <param name="settings">The seed, the limits, and the number of conversations.</param>
internal sealed class ClientSession(FuzzSession settings)
{
    private const int MostShorteners = 8;

    private readonly object gate = new();
    private readonly FoundKinds found = new();
    private readonly Queue<FoundKind> waiting = new();
    private readonly List<(FoundKind Kind, FuzzFailure Failure)> shortened = [];
    private readonly ModelCoverage coverage = new();
    private readonly List<Attempt> attempts = [];
    private readonly List<Task> shortening = [];
    private int shorteners;
    private int posted;
    private int connections;
    private int mostConnections;
    private long next = settings.First;
    private long held;
    private int running;
    private bool isClosed;
    private bool isOver;

    /// <summary>The number of new conversations that have been run. Attempts to shorten findings are not counted.</summary>
    public long Held
    {
        get
        {
            lock (gate) return held;
        }
    }

    /// <summary>The number of different kinds of findings.</summary>
    public int Findings => found.Count;

    /// <summary>The number of new conversations that have not been started yet.</summary>
    public long Left
    {
        get
        {
            lock (gate) return isClosed ? 0 : settings.Conversations - (next - settings.First);
        }
    }

    /// <summary>
    /// Whether all conversations have ended, no new conversation can be started, and all findings have been shortened.
    /// </summary>
    public bool IsComplete
    {
        get
        {
            lock (gate) return IsExhausted && running == 0 && shorteners == 0;
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

    // The next attempt to shorten a finding depends on the result of the previous attempt. A connection therefore waits while such an
    // attempt is being prepared. The connection also waits for an attempt if no new conversation is left.
    private bool MustWait => !isOver && attempts.Count == 0 && shorteners > 0 && (posted < shorteners || IsExhausted);

    private bool IsExhausted => isClosed || next - settings.First >= settings.Conversations;

    /// <summary>
    /// Returns the conversation for the next connection, or null if no conversation is left or the session has ended. This method can block
    /// until the next attempt to shorten a finding is known.
    /// </summary>
    /// <param name="compresses">Whether the client offers permessage-deflate.</param>
    public ClientConversation? Next(bool compresses)
    {
        long number;
        lock (gate)
        {
            mostConnections = Math.Max(mostConnections, ++connections);
            StartShortener();
            while (MustWait) Monitor.Wait(gate);
            if (isOver || (attempts.Count == 0 && IsExhausted))
            {
                connections--;
                return null;
            }

            running++;
            if (attempts.Count > 0)
            {
                var attempt = attempts[0];
                attempts.RemoveAt(0);
                return new ClientConversation(attempt.Number, attempt.Script, attempt);
            }

            number = next++;
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
            connections--;
            coverage.Add(visited);
            if (conversation.Attempt is { } tried)
            {
                (tried.Finding, tried.IsDone) = (finding, true);
                posted--;
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

    /// <summary>Prevents new conversations. Attempts to shorten findings are still possible.</summary>
    public void Close()
    {
        lock (gate) isClosed = true;
    }

    /// <summary>Ends all waits. After this call, <see cref="Next"/> returns null.</summary>
    public void Stop()
    {
        lock (gate)
        {
            isOver = true;
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>
    /// Ends the session, and returns its result. A finding that is still being shortened is reported with the shortest conversation found
    /// so far.
    /// </summary>
    /// <param name="time">The duration of the session, which becomes part of the result.</param>
    public FuzzReport End(TimeSpan time)
    {
        Stop();
        Task[] ending;
        lock (gate) ending = [.. shortening];
        Task.WaitAll(ending);
        lock (gate)
        {
            // After the first finding of a kind, a conversation that began earlier can lead to a finding of the same kind. The stored
            // conversation and its number then change. Therefore, the count is looked up by the kind of the finding and not by the number
            // of the conversation.
            var kinds = found.InOrder();
            var failures = shortened
                .Concat(waiting.Select(kind => (Kind: kind, Failure: Unshortened(kind))))
                .Select(one => one.Failure with { Count = kinds.First(kind => kind.Finding.IsLike(one.Kind.Finding)).Count })
                .OrderBy(failure => failure.Number);
            return new FuzzReport(new FuzzProgress(held, time, found.Count), FoundKinds.Distinct(failures), coverage)
            {
                Unlisted = found.Unlisted,
            };
        }
    }

    private static FuzzFailure Unshortened(FoundKind kind) =>
        new(kind.Number, kind.Finding, kind.Script, 1, 0) { IsCutShort = true };

    // The caller must hold the lock.
    private void Shorten(FoundKind kind)
    {
        waiting.Enqueue(kind);
        StartShortener();
    }

    // The caller must hold the lock. The number of findings that are shortened at the same time is at most the largest number of
    // simultaneous connections of the client. If the client uses one connection at a time, findings are shortened one after another. If
    // the client then stops connecting, the findings that were shortened first are complete.
    private void StartShortener()
    {
        if (isOver || waiting.Count == 0 || shorteners >= Math.Clamp(mostConnections, 1, MostShorteners)) return;
        shorteners++;
        shortening.Add(
            Task.Factory.StartNew(
                ShortenAll,
                CancellationToken.None,
                TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach,
                TaskScheduler.Default
            )
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
                    shorteners--;
                    Monitor.PulseAll(gate);
                    return;
                }
            }

            var failure = kind.Shorten(script => Hold(kind.Number, script), settings.Repeats, settings.MostShrinkingRuns);
            lock (gate) shortened.Add((kind, failure));
        }
    }

    /// <summary>
    /// Waits until the client has connected again and the conversation has ended. Returns the finding of the conversation, or null if the
    /// conversation led to no finding.
    /// </summary>
    /// <exception cref="OperationCanceledException">The session has ended.</exception>
    private ModelFinding? Hold(long number, FuzzScript script)
    {
        lock (gate)
        {
            var tried = new Attempt(number, script);
            attempts.Add(tried);
            posted++;
            Monitor.PulseAll(gate);
            while (!tried.IsDone && !isOver) Monitor.Wait(gate);
            return tried.IsDone ? tried.Finding : throw new OperationCanceledException("the session is over");
        }
    }

    /// <summary>An attempt to shorten a finding. The attempt is a conversation, and its result determines the next attempt.</summary>
    internal sealed class Attempt(long number, FuzzScript script)
    {
        public long Number { get; } = number;

        public FuzzScript Script { get; } = script;

        public bool IsDone { get; set; }

        public ModelFinding? Finding { get; set; }
    }
}

/// <summary>The conversation of a connection.</summary>
/// <param name="Number">
/// The number of the conversation. For an attempt to shorten a finding, the value is the number of the conversation that is being
/// shortened.
/// </param>
/// <param name="Script">The conversation.</param>
/// <param name="Attempt">The attempt to shorten a finding, or null for a new conversation.</param>
internal sealed record ClientConversation(long Number, FuzzScript Script, ClientSession.Attempt? Attempt);
