namespace Pure.WebSockets.Conformance;

/// <summary>
/// Helps to parse a case file, and collects the problems in the file. If a value is invalid, the problem is recorded with its location and
/// parsing continues, so that all problems can be reported together.
/// </summary>
internal sealed class CaseReading
{
    // The maximum value of "times". A larger value is probably a mistake, and the repeated items might not fit into memory.
    private const int MostRepetitions = 100_000;

    // The maximum number of items of the lists in a file, in which each repetition of an item counts.
    private const int MostItems = 10_000_000;

    // The maximum number of bytes of the payloads that the reader writes out, because they are not a repeated pattern.
    private const long MostOctets = 1L << 30;

    private readonly ProblemList problems = new();
    private long items;
    private long octets;

    /// <summary>The number of problems that have been recorded.</summary>
    public int Count => problems.Count;

    /// <summary>The problems that have been recorded, in the order of their locations in the file.</summary>
    public Seq<SpecProblem> Problems => problems.InOrder;

    /// <summary>Records a problem with a value.</summary>
    public void Problem(SpecValue place, string message) => problems.Add(new SpecProblem(place.Line, place.Column, message));

    /// <summary>Records a problem with a value, and returns None.</summary>
    public Option<T> Refuse<T>(SpecValue place, string message)
    {
        Problem(place, message);
        return Option<T>.None;
    }

    /// <summary>
    /// Returns the members of an object. Records a problem if the value is not an object, and for each key that is unknown or occurs
    /// more than once.
    /// </summary>
    /// <param name="value">The object.</param>
    /// <param name="what">The description of the object in problem messages.</param>
    /// <param name="known">The known keys.</param>
    public SpecFields Open(SpecValue value, string what, params string[] known)
    {
        if (value is SpecValue.Object { Members: var members })
        {
            foreach (var twice in members.GroupBy(member => member.Key).SelectMany(group => group.Skip(1)))
                problems.Add(new SpecProblem(twice.Line, twice.Column, $"{what} has the key \"{twice.Key}\" twice"));
        }

        return new SpecFields(value, problems, what, ignoresOthers: false, known);
    }

    /// <summary>
    /// Returns the key that determines the kind of an object. Exactly one of the keys in <paramref name="kinds"/> must occur with a value
    /// other than null. Otherwise, this method records a problem. If none of these keys occurs, but an unknown key is similar to one of
    /// these keys, the method returns the known key. The caller can then find problems in the values as well. In all other cases, the
    /// method returns None.
    /// </summary>
    /// <param name="value">The object.</param>
    /// <param name="what">The description of the object in problem messages.</param>
    /// <param name="kinds">The keys that determine a kind.</param>
    /// <param name="others">
    /// The other known keys. These keys do not count as misspelt. A problem message can suggest one of these keys instead of a misspelt
    /// key.
    /// </param>
    public Option<string> Kind(SpecValue value, string what, string[] kinds, params string[] others)
    {
        if (value is not SpecValue.Object { Members: var members })
            return Refuse<string>(value, $"{what} must be an object, not {value}");
        var found = members
            .Where(member => member.Value is not SpecValue.Null && kinds.Contains(member.Key, StringComparer.Ordinal))
            .Select(member => member.Key)
            .Distinct(StringComparer.Ordinal)
            .ToArray();
        if (found is [var only]) return only;
        if (found is [var first, var second, ..])
            return Refuse<string>(value, $"{what} cannot have both \"{first}\" and \"{second}\"");
        string[] known = [.. kinds, .. others];
        if (members.Find(member => !known.Contains(member.Key, StringComparer.Ordinal)) is { } unknown)
        {
            problems.Add(
                new SpecProblem(
                    unknown.Line,
                    unknown.Column,
                    $"{what} has no key \"{unknown.Key}\"; {NearestName.Suggestion(unknown.Key, known)}"
                )
            );
            return NearestName.To(unknown.Key, known).Filter(name => kinds.Contains(name, StringComparer.Ordinal));
        }

        return Refuse<string>(value, $"{what} needs one of the keys {string.Join(", ", kinds)}");
    }

    /// <summary>Parses a list. The result does not contain invalid items.</summary>
    /// <param name="list">The list.</param>
    /// <param name="what">The description of the list in problem messages.</param>
    /// <param name="read">The function that parses an item, or records a problem and returns None.</param>
    public Seq<T> Items<T>(SpecValue list, string what, Func<SpecValue, Option<T>> read)
    {
        if (list is SpecValue.Array { Items: var items }) return Seq.create<T>([.. items.SelectMany(item => read(item).ToSeq())]);
        Problem(list, $"{what} must be a list, not {list}");
        return Seq<T>.Empty;
    }

    /// <summary>
    /// Parses a list in which an item can have the key "times". The value of this key is the number of times that the result contains the
    /// item.
    /// </summary>
    public Seq<T> Repeated<T>(SpecValue list, string what, Func<SpecValue, Option<T>> read) =>
        Seq.create<T>([
            .. Items(list, what, item => read(item).Map(one => Enumerable.Repeat(one, Counted(item)))).SelectMany(many => many),
        ]);

    /// <summary>
    /// Counts the bytes of a payload that the reader is about to write out. Records a problem and returns false if the payloads of the file
    /// are too large in total. The payload must then not be written out.
    /// </summary>
    public bool MayWrite(SpecValue place, long more)
    {
        octets += more;
        if (octets <= MostOctets) return true;
        if (octets - more <= MostOctets) Problem(place, "the payloads of the file have more than 1 GiB in total; use several files");
        return false;
    }

    /// <summary>
    /// Reads a text. Records a problem if the text is missing or consists only of white space. Returns an empty text if the key is missing.
    /// </summary>
    public string Required(SpecFields fields, string key, string what, string example)
    {
        if (!fields.Has(key)) fields.Problem($"{what} has no \"{key}\", such as \"{example}\"");
        else if (fields.Text(key).Exists(string.IsNullOrWhiteSpace)) fields.Problem(key, $"\"{key}\" must not be empty");
        return fields.Text(key).IfNone("");
    }

    /// <summary>
    /// Reads the value of a key. Returns None if the key is missing. Records a problem and returns None if the value is not one of the
    /// known names.
    /// </summary>
    public Option<T> Choice<T>(SpecFields fields, string key, params (string Name, T Value)[] known) =>
        fields.Find(key).Bind(value => Choice(value, key, known));

    /// <summary>Reads a value. Records a problem and returns None if the value is not one of the known names.</summary>
    public Option<T> Choice<T>(SpecValue value, string key, params (string Name, T Value)[] known)
    {
        string[] names = [.. known.Select(one => one.Name)];
        if (value is not SpecValue.Text { Value: var text })
            return Refuse<T>(value, $"\"{key}\" must be one of {string.Join(", ", names)}, not {value}");
        return Seq.create(known).Find(one => one.Name == text).Map(one => one.Value)
            || Refuse<T>(value, $"\"{key}\" cannot be \"{text}\"; {NearestName.Suggestion(text, names)}");
    }

    /// <summary>Reads a verdict. The verdicts have the same names as in the reports.</summary>
    public Option<Verdict> Verdict(SpecFields fields, string key, params Verdict[] allowed) =>
        Choice(fields, key, Array.ConvertAll(allowed, verdict => (VerdictText.Of(verdict), verdict)));

    /// <summary>
    /// Returns the number of repetitions of an item, and counts them. Records a problem if the file has too many items in total.
    /// </summary>
    private int Counted(SpecValue item)
    {
        var times = TimesOf(item);
        items += times;
        if (items <= MostItems) return times;
        if (items - times <= MostItems)
            Problem(item, $"the lists of the file have more than {MostItems} items in total, with their repetitions; use several files");
        return 1;
    }

    private int TimesOf(SpecValue item)
    {
        if (item is not SpecValue.Object { Members: var members }) return 1;
        var times = members.FindLast(member => member.Key == "times");
        if (times is null or { Value: SpecValue.Null }) return 1;
        if (times.Value is SpecValue.Number { Value: >= 1 and <= MostRepetitions } number && double.IsInteger(number.Value))
            return (int)number.Value;
        Problem(times.Value, $"\"times\" must be a whole number from 1 to {MostRepetitions}, not {times.Value}");
        return 1;
    }
}
