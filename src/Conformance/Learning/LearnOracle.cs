using System.Diagnostics;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// Determines a peer's answers to words by holding conversations with the peer. A word is a sequence of inputs on one connection. A
/// conversation determines only the answer to the last input of a word. The earlier answers must already be known. After the last
/// input, the tester can send a ping to find out whether the peer sends anything else. The tester does not send this ping earlier,
/// because the ping could affect the answers to later inputs.
/// </summary>
internal sealed class LearnOracle
{
    private const int Repeats = 5;
    private const int Verifications = 2;
    private const int MostContradictions = 100;
    private const int MostAttempts = 20;

    private readonly LearnSettings settings;
    private readonly FuzzTarget?[] targets;
    private readonly LearnOpenings openings;
    private readonly CancellationToken stop;
    private readonly Stopwatch time = Stopwatch.StartNew();
    private readonly Dictionary<string, Nondeterminism> contradictions = [];
    private readonly System.Collections.Generic.HashSet<string> verified = new(StringComparer.Ordinal);
    private AnswerTree? root;
    private TimeSpan limit;
    private long conversations;
    private int contradicted;

    /// <summary>Creates an oracle that does not know any answers.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="stop">The token that cancels the session.</param>
    /// <param name="onFirstFailure">The function that is called with the reason for the first failed opening of a connection.</param>
    public LearnOracle(LearnSettings settings, CancellationToken stop, Action<string>? onFirstFailure = null)
    {
        (this.settings, this.stop, limit) = (settings, stop, settings.Time);
        openings = new LearnOpenings(settings, stop) { OnFirst = onFirstFailure ?? (_ => { }) };
        targets = new FuzzTarget?[settings.Workers];
    }

    /// <summary>
    /// The root of the tree of known answers. If no answer is known yet, the getter of this property starts a conversation without any
    /// input.
    /// </summary>
    public AnswerTree Root
    {
        get
        {
            if (root is null) Ask([[]]);
            return root!;
        }
    }

    /// <summary>Whether any answer is known.</summary>
    public bool HasAnswers => root is not null;

    /// <summary>
    /// Whether no further conversation is possible because the peer could not be reached, opened no connection in any attempt, or the
    /// session was stopped.
    /// </summary>
    public bool IsLost { get; private set; }

    /// <summary>The number of conversations with the peer so far.</summary>
    public long Conversations => Interlocked.Read(ref conversations);

    /// <summary>The time since the oracle was created.</summary>
    public TimeSpan Time => time.Elapsed;

    /// <summary>The words to which the peer has given different answers.</summary>
    public IReadOnlyList<Nondeterminism> Contradictions => [.. contradictions.Values];

    /// <summary>The number of openings of a connection that failed and were repeated.</summary>
    public long RepeatedOpenings => openings.Repeated;

    /// <summary>The reason for the first failed opening, or null if no opening has failed.</summary>
    public string? FailedOpening => openings.Example;

    /// <summary>
    /// The number of words for which the peer's answer differed once from the answer of the state machine, but not when the word was
    /// repeated.
    /// </summary>
    public int Transients { get; private set; }

    /// <summary>The number of known answers that have been replaced because another answer was more frequent.</summary>
    public int Corrections { get; private set; }

    /// <summary>The function that is called after each group of conversations.</summary>
    public Action OnProgress { get; init; } = () => { };

    /// <summary>Restarts the time limit, so that further conversations are possible.</summary>
    public void Extend() => limit = time.Elapsed + settings.Time;

    /// <summary>Returns the answers to the inputs of a word.</summary>
    public PeerAnswer[] Answers(int[] word)
    {
        Ask([word]);
        return [.. Root.Along(word).Skip(1).Select(tree => tree.Answer)];
    }

    /// <summary>
    /// Returns the node of the tree for a word. If some answers to the word are not known yet, determines them in conversations with the
    /// peer.
    /// </summary>
    public AnswerTree Known(int[] word)
    {
        Ask([word]);
        return Root.Along(word).Last();
    }

    /// <summary>Determines the unknown answers to the given words. Several conversations run concurrently.</summary>
    /// <exception cref="LearnTimeException">The time limit has elapsed.</exception>
    /// <exception cref="LearnException">The peer contradicted itself more than 100 times.</exception>
    /// <exception cref="LearnOpeningException">A connection did not open in any attempt.</exception>
    public void Ask(IReadOnlyList<int[]> words)
    {
        while (true)
        {
            var unknown = Unknown(words);
            if (unknown.Count == 0) return;
            var results = new Walk[unknown.Count];
            try
            {
                InParallel(unknown.Count, (index, target) => results[index] = Ask(unknown[index], target));
            }
            catch
            {
                // Keep the answers that were determined before the error occurred.
                for (var index = 0; index < unknown.Count; index++)
                    if (results[index] is { Contradiction: < 0, Last: { } last }) Add(unknown[index], last);
                throw;
            }

            var settled = new System.Collections.Generic.HashSet<string>(StringComparer.Ordinal);
            for (var index = 0; index < unknown.Count; index++)
            {
                var (word, walk) = (unknown[index], results[index]);
                if (walk.Contradiction < 0) Add(word, walk.Last!);
                else if (settled.Add(Key(word[..walk.Contradiction]))) Settle(word[..walk.Contradiction], walk.Answer);
            }

            OnProgress();
        }
    }

    /// <summary>
    /// Repeats the words that have known answers and have not been verified before. If the peer gives a different answer, the word is
    /// repeated several times, and the most frequent answer becomes the known answer.
    /// </summary>
    public void Verify(IEnumerable<int[]> words)
    {
        int[][] chosen = [.. words.Where(word => word.Length > 0 && verified.Add(Key(word)))];
        var results = new Walk[chosen.Length * Verifications];
        InParallel(results.Length, (index, target) =>
        {
            var word = chosen[index / Verifications];
            results[index] = Hold(word, [.. root!.Along(word[..^1]).Select(tree => tree.Answer)], target);
        });
        for (var index = 0; index < results.Length; index++)
        {
            var (word, walk) = (chosen[index / Verifications], results[index]);
            if (walk.Contradiction >= 0) Settle(word[..walk.Contradiction], walk.Answer);
            // If an earlier answer has been corrected, the tree can lack the answer to this word.
            else if (root!.Along(word).ElementAtOrDefault(word.Length) is { } known && walk.Answer != known.Answer)
                Settle(word, walk.Answer);
        }
    }

    /// <summary>
    /// Compares the answers to words with the expected answers. Returns the index of the first word with different answers, or -1 if all
    /// answers are as expected. If an answer to a word is not known, the tester holds a conversation with the peer. A difference in this
    /// conversation counts only if it occurs again in another conversation.
    /// </summary>
    /// <param name="words">The words to compare.</param>
    /// <param name="expected">The function that returns the expected answers to a word.</param>
    public int FirstDifference(IReadOnlyList<int[]> words, Func<int[], PeerAnswer[]> expected)
    {
        var suspicious = new bool[words.Count];
        InParallel(
            words.Count,
            (index, target) =>
            {
                var (word, answers) = (words[index], expected(words[index]));
                var known = root!.Along(word).Skip(1).Select(tree => tree.Answer).ToArray();
                suspicious[index] = known.Length == word.Length
                    ? !known.SequenceEqual(answers)
                    : Hold(word, [root.Answer, .. answers], target) is not { Contradiction: < 0, Last: { } last }
                        || last.Answer != answers[^1];
            }
        );
        OnProgress();
        for (var index = 0; index < words.Count; index++)
        {
            if (!suspicious[index]) continue;
            if (!Answers(words[index]).SequenceEqual(expected(words[index]))) return index;
            Transients++;
        }

        return -1;
    }

    /// <summary>
    /// Repeats the conversation for a word. The time limit is twice as long as usual, and the tester does not send a ping after the last
    /// input. Returns the number of repetitions that led to the known answer and the known findings. Returns null if the peer could not be
    /// reached or the session was stopped.
    /// </summary>
    public int? Confirm(int[] word, int times)
    {
        if (IsLost) return null;
        var known = Root.Along(word).ToArray();
        var answers = known.Select(tree => tree.Answer).ToArray();
        var confirmed = new bool[times];
        InParallel(
            times,
            (index, target) =>
                confirmed[index] =
                    Hold(word, answers, target, patience: 2, pings: false) is { Contradiction: < 0, Last: { } last }
                    && last.Answer == answers[^1]
                    && known[^1].Findings.All(finding => last.Model.Findings.Any(finding.IsLike))
        );
        return confirmed.Count(isConfirmed => isConfirmed);
    }

    /// <summary>
    /// For each word with an unknown answer, returns the shortest prefix whose last answer is unknown. Each prefix is returned only once.
    /// </summary>
    private List<int[]> Unknown(IReadOnlyList<int[]> words)
    {
        if (root is null) return [[]];
        var (unknown, seen) = (new List<int[]>(), new System.Collections.Generic.HashSet<(AnswerTree, int)>());
        foreach (var word in words)
        {
            var at = root;
            for (var index = 0; index < word.Length; index++)
            {
                if (at.After(word[index]) is { } next)
                {
                    at = next;
                    continue;
                }

                if (seen.Add((at, word[index]))) unknown.Add(word[..(index + 1)]);
                break;
            }
        }

        return unknown;
    }

    /// <summary>
    /// Determines the last answer to a word whose other answers are known. Repeats the conversation if the peer contradicts a known answer
    /// for which a contradiction has already been recorded. At most 20 attempts are made.
    /// </summary>
    private Walk Ask(int[] word, FuzzTarget target)
    {
        var path = word.Length == 0 ? [] : root!.Along(word[..^1]).ToArray();
        var answers = path.Select(tree => tree.Answer).ToArray();
        for (var attempt = 1; ; attempt++)
        {
            var walk = Hold(word, answers, target);
            if (walk.Contradiction < 0 || attempt == MostAttempts || !contradictions.ContainsKey(Key(word[..walk.Contradiction])))
                return walk;
        }
    }

    /// <summary>Holds a conversation. If a ping might have affected the last answer, the conversation is repeated without a ping.</summary>
    /// <param name="word">The indexes of the inputs to send, in order.</param>
    /// <param name="answers">
    /// The known answers before the last input, starting with the answer to the empty word. Any further answers are ignored.
    /// </param>
    /// <param name="target">The peer with which the conversation is held.</param>
    /// <param name="patience">The factor by which the time limit of the settings is multiplied.</param>
    /// <param name="pings">Whether the tester may send a ping after the last input.</param>
    private Walk Hold(int[] word, PeerAnswer[] answers, FuzzTarget target, int patience = 1, bool pings = true)
    {
        Interlocked.Increment(ref conversations);
        using var conversation = openings.Open(target, settings.Silence * patience);
        for (var position = 0; ; position++)
        {
            if (position > 0 && !conversation.IsOver) conversation.Send(settings.Inputs[word[position - 1]], position);
            if (position == word.Length) break;
            var answer = Follow(position);
            if (answer != answers[position]) return new Walk(position, answer, null);
        }

        if (conversation.IsOver && word.Length > 0 && conversation.HasFinished)
            return new Walk(-1, PeerAnswer.Over, new AnswerTree(PeerAnswer.Over, conversation.Model, isOver: true));
        if ((pings ? conversation.DecideByPing() : conversation.Decide()) is not { } last)
            return Hold(word, answers, target, patience, pings: false);
        return new Walk(-1, last, new AnswerTree(last, conversation.Model, conversation.IsOver));

        PeerAnswer Follow(int position) =>
            conversation.HasFinished ? PeerAnswer.Over
            : conversation.Follow(answers[position]);
    }

    /// <summary>Adds the result of a conversation to the known answers.</summary>
    private void Add(int[] word, AnswerTree tree)
    {
        if (word.Length == 0)
        {
            root = tree;
            return;
        }

        // If the answer to an earlier input has been replaced in the meantime, the tree has no node to which this result can be added.
        var path = root!.Along(word[..^1]).ToArray();
        if (path.Length == word.Length) path[^1].Add(word[^1], tree);
    }

    /// <summary>
    /// Repeats a word to which the peer has given two different answers. If another answer is more frequent than the known answer, replaces
    /// the known answer.
    /// </summary>
    private void Settle(int[] word, PeerAnswer other)
    {
        if (++contradicted > MostContradictions)
            throw new LearnException(
                FormattableString.Invariant($"the peer has contradicted itself more than {MostContradictions} times, for example after: ")
                    + Words(word)
            );
        var path = root!.Along(word).ToArray();
        if (path.Length <= word.Length) return;
        var known = path[^1];
        var votes = new Dictionary<PeerAnswer, (int Count, AnswerTree Tree)>();
        for (var attempt = 0; attempt < MostAttempts && votes.Values.Sum(vote => vote.Count) < Repeats; attempt++)
        {
            var walk = Hold(word, [.. path[..^1].Select(tree => tree.Answer)], targets[0] ??= settings.TargetOf(0));
            if (walk.Last is not { } tree) continue;
            votes[tree.Answer] = (votes.TryGetValue(tree.Answer, out var vote) ? vote.Count + 1 : 1, tree);
        }

        contradictions[Key(word)] = new Nondeterminism(
            word,
            [
                .. votes
                    .OrderByDescending(vote => vote.Value.Count)
                    .ThenBy(vote => vote.Key.Text, StringComparer.Ordinal)
                    .Select(vote => (vote.Key, vote.Value.Count)),
            ],
            known.Answer,
            other
        );
        if (votes.Count == 0) return;
        var most = votes.MaxBy(vote => vote.Value.Count);
        if (most.Key == known.Answer || (votes.TryGetValue(known.Answer, out var same) && same.Count == most.Value.Count)) return;
        Corrections++;
        Add(word, most.Value.Tree);
    }

    private static string Key(int[] word) => string.Join(',', word);

    private string Words(int[] word) =>
        word.Length == 0 ? "(the opening handshake)" : string.Join(", ", word.Select(input => settings.Inputs[input].Name));

    private void InParallel(int count, Action<int, FuzzTarget> work)
    {
        if (time.Elapsed > limit) throw new LearnTimeException();
        var next = -1;
        Exception? broken = null;
        var workers = Math.Min(settings.Workers, count);
        if (workers == 1) Work(0);
        else
        {
            var threads = Enumerable.Range(0, workers).Select(worker => new Thread(() => Work(worker)) { IsBackground = true }).ToArray();
            foreach (var thread in threads) thread.Start();
            foreach (var thread in threads) thread.Join();
        }

        IsLost |= stop.IsCancellationRequested || broken is PeerUnreachableException or LearnOpeningException;
        stop.ThrowIfCancellationRequested();
        if (broken is not null) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(broken);

        void Work(int worker)
        {
            try
            {
                var target = targets[worker] ??= settings.TargetOf(worker);
                while (broken is null && !stop.IsCancellationRequested && Interlocked.Increment(ref next) is var index && index < count)
                    work(index, target);
            }
            catch (Exception error)
            {
                // The error is rethrown on the caller's thread.
                broken = error;
            }
        }
    }

    /// <summary>The result of a conversation.</summary>
    /// <param name="Contradiction">
    /// The position of the first answer that differed from the known answer, or -1 if no answer differed.
    /// </param>
    /// <param name="Answer">The answer at that position, or the last answer if no known answer was contradicted.</param>
    /// <param name="Last">The node for the last answer, or null if a known answer was contradicted.</param>
    private sealed record Walk(int Contradiction, PeerAnswer Answer, AnswerTree? Last);
}

/// <summary>A word to which the peer gave different answers.</summary>
/// <param name="Word">The indexes of the inputs.</param>
/// <param name="Votes">
/// The answers in the repetitions of the word, with the number of occurrences of each answer. The most frequent answer is first.
/// </param>
/// <param name="Known">The answer that was known before the contradiction.</param>
/// <param name="Other">The answer that contradicted the known answer.</param>
internal sealed record Nondeterminism(
    int[] Word,
    IReadOnlyList<(PeerAnswer Answer, int Count)> Votes,
    PeerAnswer Known,
    PeerAnswer Other
);

/// <summary>The exception that is thrown when the time limit of a session has elapsed.</summary>
internal sealed class LearnTimeException() : Exception("the time is over");
