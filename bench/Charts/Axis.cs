namespace Pure.WebSockets.Bench;

/// <summary>A range of values with marks.</summary>
/// <param name="From">The lower end.</param>
/// <param name="To">The upper end.</param>
/// <param name="Logarithmic">Whether the scale is logarithmic.</param>
/// <param name="Marks">The values that are labelled.</param>
internal sealed record Axis(double From, double To, bool Logarithmic, IReadOnlyList<double> Marks)
{
    private const int MostMarks = 6;

    // Room for the label above a bar.
    private const double Room = 1.06;

    /// <summary>A linear axis from zero to slightly more than the largest value, with round marks.</summary>
    public static Axis Linear(IEnumerable<double> values)
    {
        var most = values.Append(0).Max() * Room;
        if (most <= 0) most = 1;
        var power = Math.Pow(10, Math.Floor(Math.Log10(most / MostMarks)));
        var step = power * new[] { 1, 2, 5, 10 }.First(factor => most / (factor * power) <= MostMarks);
        return new Axis(0, most, Logarithmic: false, [.. Enumerable.Range(0, 1 + (int)(most / step)).Select(mark => mark * step)]);
    }

    /// <summary>A logarithmic axis of whole powers of ten around the values.</summary>
    public static Axis Decades(IEnumerable<double> values)
    {
        var all = values.Where(value => value > 0).DefaultIfEmpty(1).ToArray();
        var (from, to) = ((int)Math.Floor(Math.Log10(all.Min())), (int)Math.Ceiling(Math.Log10(all.Max())));
        if (from == to)
            to++;
        return new Axis(
            Math.Pow(10, from),
            Math.Pow(10, to),
            Logarithmic: true,
            [.. Enumerable.Range(from, to - from + 1).Select(power => Math.Pow(10, power))]
        );
    }

    /// <summary>A logarithmic axis with the values themselves as marks.</summary>
    public static Axis Of(IEnumerable<double> values)
    {
        double[] marks = [.. values.Distinct().Order()];
        return new Axis(marks[0], marks[^1], Logarithmic: true, marks);
    }

    /// <summary>The position of a value: 0 at the lower end, 1 at the upper end.</summary>
    public double Part(double value) =>
        To <= From ? 0
        : Logarithmic ? Math.Log(value / From) / Math.Log(To / From)
        : (value - From) / (To - From);
}
