namespace Pure.WebSockets.Conformance;

/// <summary>
/// Reads the members of an object in a spec file or a similar JSON file. If a value is invalid, a problem is recorded and the value counts
/// as missing. All problems in a file can therefore be reported together.
/// </summary>
internal sealed class SpecFields
{
    // The maximum time, in seconds. Times are multiplied by the tester's patience. With the maximum patience, a longer time could become
    // too large for a timer.
    private const double LongestSeconds = 3600;

    private readonly SpecValue.Object value;
    private readonly ProblemList problems;

    /// <param name="value">The object to read.</param>
    /// <param name="problems">The list to which problems are added.</param>
    /// <param name="what">The description of the object for error messages.</param>
    /// <param name="ignoresOthers">
    /// If true, an unknown key is ignored and causes a warning, because the Autobahn Testsuite ignores unknown keys. If false, an unknown
    /// key causes an error.
    /// </param>
    /// <param name="known">The known keys.</param>
    public SpecFields(SpecValue value, ProblemList problems, string what, bool ignoresOthers, params string[] known)
    {
        this.problems = problems;
        if (value is not SpecValue.Object)
            problems.Add(new SpecProblem(value.Line, value.Column, $"{what} must be an object, not {value}"));
        var given = value as SpecValue.Object ?? new SpecValue.Object(value.Line, value.Column, []);
        var keys = given.Members.Select(member => member.Key).ToHashSet(StringComparer.Ordinal);
        this.value = new SpecValue.Object(given.Line, given.Column, [.. given.Members.Select(Known)]);

        // If unknown keys cause errors, an unknown key is read as the most similar known key. Problems in the value of the key are then
        // also reported.
        SpecValue.Member Known(SpecValue.Member member)
        {
            if (known.Contains(member.Key, StringComparer.Ordinal)) return member;
            var message =
                $"{what} has no key \"{member.Key}\"{(ignoresOthers ? ", it is ignored" : "")}; "
                    + $"{NearestName.Suggestion(member.Key, known)}";
            if (!problems.Has(member.Line, member.Column))
                problems.Add(new SpecProblem(member.Line, member.Column, message) { IsWarning = ignoresOthers });
            return ignoresOthers
                ? member
                : NearestName
                    .To(member.Key, known.Where(key => !keys.Contains(key)))
                    .Match(Some: key => member with { Key = key }, None: () => member);
        }
    }

    /// <summary>Records a problem with the whole object.</summary>
    public void Problem(string message) => problems.Add(new SpecProblem(value.Line, value.Column, message));

    /// <summary>Records a problem with a value.</summary>
    public void Problem(SpecValue place, string message) => problems.Add(new SpecProblem(place.Line, place.Column, message));

    /// <summary>Records a warning about a value.</summary>
    public void Warn(SpecValue place, string message) =>
        problems.Add(new SpecProblem(place.Line, place.Column, message) { IsWarning = true });

    /// <summary>Records a warning about the value of a key.</summary>
    public void Warn(string key, string message) => Warn(Find(key).IfNone(value), message);

    /// <summary>
    /// Records a problem with the value of a key. If the key is missing, the problem is recorded at the location of the object.
    /// </summary>
    public void Problem(string key, string message)
    {
        var (line, column) = Find(key).Map(found => (found.Line, found.Column)).IfNone((value.Line, value.Column));
        problems.Add(new SpecProblem(line, column, message));
    }

    public Option<string> Text(string key) => Read(key, "a text", found => found is SpecValue.Text text ? text.Value : Option<string>.None);

    public Option<bool> Flag(string key) =>
        Read(key, "true or false", found => found is SpecValue.Flag flag ? flag.Value : Option<bool>.None);

    /// <summary>Reads a number from 0 to <see cref="int.MaxValue"/>.</summary>
    public Option<double> Number(string key) =>
        Read(
            key,
            $"a number, 0 or more{NotTooLarge(key)}",
            found => found is SpecValue.Number { Value: >= 0 and <= int.MaxValue } number ? number.Value : Option<double>.None
        );

    /// <summary>Reads a whole number from 0 to <see cref="int.MaxValue"/>.</summary>
    public Option<int> Count(string key) =>
        Read(
            key,
            $"a whole number, 0 or more{NotTooLarge(key)}",
            found =>
                found is SpecValue.Number { Value: >= 0 and <= int.MaxValue } number && double.IsInteger(number.Value)
                    ? (int)number.Value
                    : Option<int>.None
        );

    /// <summary>Reads a whole number, which must be from <paramref name="least"/> to <paramref name="most"/>.</summary>
    public Option<int> Between(string key, int least, int most)
    {
        var given = Count(key);
        if (given.Exists(number => number < least || number > most))
            Problem(key, $"\"{key}\" must be a whole number from {least} to {most}, not {given.IfNone(0)}");
        return given.Filter(number => number >= least && number <= most);
    }

    /// <summary>Reads a time in seconds, which must be at most one hour.</summary>
    public Option<TimeSpan> Seconds(string key)
    {
        var given = Number(key);
        if (given.Exists(seconds => seconds > LongestSeconds)) Problem(key, $"\"{key}\" must be at most {LongestSeconds} seconds");
        return given.Filter(seconds => seconds <= LongestSeconds).Map(TimeSpan.FromSeconds);
    }

    /// <summary>Reads a WebSocket URL without a fragment.</summary>
    public Option<Uri> Url(string key) => Text(key).Bind(text =>
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url is { Scheme: "ws" or "wss", Fragment: "", UserInfo: "" }) return url;
        if (url is { UserInfo.Length: > 0 })
        {
            Problem(key, $"\"{key}\" must not contain a user (RFC 6455 §3): use a header field such as Authorization");
            return Option<Uri>.None;
        }

        Problem(key, $"\"{key}\" must be a URL such as ws://host:port/path or wss://…, without a fragment, not \"{SecretText.Url(text)}\"");
        return Option<Uri>.None;
    });

    /// <summary>Reads a list of strings, each with its location in the file.</summary>
    public Option<Seq<SpecValue.Text>> Texts(string key) =>
        Find(key).Map(list => TextsOf(key, list));

    /// <summary>Reads a list of whole numbers from 0 to <see cref="int.MaxValue"/>.</summary>
    public Option<Seq<int>> Counts(string key) =>
        Find(key)
            .Map(list =>
                Items(list, $"\"{key}\" must be a list of whole numbers, 0 or more")
                    .Bind(item =>
                        item is SpecValue.Number { Value: >= 0 and <= int.MaxValue } number && double.IsInteger(number.Value)
                            ? Seq.create((int)number.Value)
                            : Wrong<int>(item, $"\"{key}\" must be a list of whole numbers, 0 or more, not of {item}")
                    )
                    .Strict()
            );

    /// <summary>Reads a list of objects.</summary>
    public Seq<T> Each<T>(string key, string what, string[] known, Func<SpecFields, T> read) =>
        Find(key)
            .Map(list =>
                Items(list, $"\"{key}\" must be a list of objects")
                    .Map(item => read(new SpecFields(item, problems, what, ignoresOthers: true, known)))
                    .Strict()
            )
            .IfNone(Seq<T>.Empty);

    /// <summary>Reads a nested object.</summary>
    public Option<SpecFields> Nested(string key, params string[] known) =>
        Find(key).Map(found => new SpecFields(found, problems, $"\"{key}\"", ignoresOthers: false, known));

    /// <summary>Reads an object with arbitrary keys. The value of each key must be a list of strings.</summary>
    public Seq<(string Key, Seq<SpecValue.Text> Texts)> TextsByKey(string key) =>
        Find(key)
            .Match(
                Some: found =>
                    found is SpecValue.Object map
                        ? Seq.create<(string, Seq<SpecValue.Text>)>([
                            .. map.Members.Select(member =>
                                (member.Key, member.Value is SpecValue.Null ? Seq<SpecValue.Text>.Empty : TextsOf(member.Key, member.Value))
                            ),
                        ])
                        : Wrong<(string, Seq<SpecValue.Text>)>(found, $"\"{key}\" must be an object, not {found}"),
                None: () => Seq<(string, Seq<SpecValue.Text>)>.Empty
            );

    public bool Has(string key) => Find(key).IsSome;

    /// <summary>
    /// Returns the value of a key, or None if the key is missing or its value is null. If the key occurs several times, its last value is
    /// returned.
    /// </summary>
    public Option<SpecValue> Find(string key) =>
        value.Members.LastOrDefault(member => member.Key == key)?.Value is { } found and not SpecValue.Null
            ? found
            : Option<SpecValue>.None;

    private string NotTooLarge(string key) =>
        Find(key).Exists(found => found is SpecValue.Number { Value: > int.MaxValue }) ? $" and at most {int.MaxValue}" : "";

    private Option<T> Read<T>(string key, string kind, Func<SpecValue, Option<T>> read) => Find(key).Bind(found =>
    {
        var result = read(found);
        if (result.IsNone) problems.Add(new SpecProblem(found.Line, found.Column, $"\"{key}\" must be {kind}, not {found}"));
        return result;
    });

    private Seq<SpecValue.Text> TextsOf(string key, SpecValue list) =>
        Items(list, $"\"{key}\" must be a list of texts")
            .Bind(item =>
                item is SpecValue.Text text
                    ? Seq.create(text)
                    : Wrong<SpecValue.Text>(item, $"\"{key}\" must be a list of texts, not of {item}")
            )
            .Strict();

    private Seq<SpecValue> Items(SpecValue list, string what) =>
        list is SpecValue.Array array ? Seq.create<SpecValue>([.. array.Items]) : Wrong<SpecValue>(list, $"{what}, not {list}");

    private Seq<T> Wrong<T>(SpecValue place, string message)
    {
        problems.Add(new SpecProblem(place.Line, place.Column, message));
        return Seq<T>.Empty;
    }
}
