using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;

namespace Pure.WebSockets.Properties;

/// <summary>The memory that is reachable from a value: every object once, and arrays completely, even if only a part is used.</summary>
internal static class Reach
{
    private const int ObjectBytes = 48;

    private static readonly ConcurrentDictionary<Type, FieldInfo[]> Fields = new();

    public static long Of(object start, params Type[] without)
    {
        var seen = new System.Collections.Generic.HashSet<object>(ReferenceEqualityComparer.Instance);
        var open = new Stack<object>();
        open.Push(start);
        long bytes = 0;
        while (open.TryPop(out var value))
        {
            var type = value.GetType();
            if (value is Type or MemberInfo or Pointer || without.Contains(type) || (!type.IsValueType && !seen.Add(value))) continue;
            if (!type.IsValueType) bytes += ObjectBytes;
            if (value is string text) bytes += 2L * text.Length;
            else if (value is Array array && type.GetElementType()!.IsPrimitive) bytes += Buffer.ByteLength(array);
            else if (value is IEnumerable items and Array) Push(open, items.Cast<object?>());
            else Push(open, FieldsOf(type).Select(field => field.GetValue(value)));
        }

        return bytes;
    }

    private static void Push(Stack<object> open, IEnumerable<object?> values)
    {
        foreach (var value in values)
            if (value is not null) open.Push(value);
    }

    private static FieldInfo[] FieldsOf(Type type) =>
        Fields.GetOrAdd(
            type,
            static found =>
            {
                var fields = new List<FieldInfo>();
                for (var current = found; current is not null; current = current.BaseType)
                    fields.AddRange(
                        current
                            .GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
                            .Where(field => !field.FieldType.IsPrimitive && !field.FieldType.IsEnum && !field.FieldType.IsPointer)
                    );
                return fields.ToArray();
            }
        );
}
