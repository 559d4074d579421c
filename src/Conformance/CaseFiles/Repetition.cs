using System.Text.Json.Nodes;

namespace Pure.WebSockets.Conformance;

/// <summary>Writes each run of equal consecutive items of a list as one item with the key "times".</summary>
internal static class Repetition
{
    public static JsonArray Write<T>(IEnumerable<T> items, Func<T, JsonObject> write)
        where T : notnull
    {
        var form = new JsonArray();
        var (last, times) = (Option<T>.None, 0);
        foreach (var item in items)
        {
            if (last.Exists(before => before.Equals(item)))
            {
                times++;
                continue;
            }

            Add();
            (last, times) = (item, 1);
        }

        Add();
        return form;

        void Add() => last.IfSome(item =>
        {
            JsonNode one = write(item);
            if (times > 1) one["times"] = times;
            form.Add(one);
        });
    }
}
