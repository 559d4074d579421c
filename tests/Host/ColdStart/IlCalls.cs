using System.Reflection;
using System.Reflection.Emit;

namespace Pure.WebSockets.Host.Tests.ColdStart;

/// <summary>The methods that a method's code names (ECMA-335 §III): called, or taken as a delegate.</summary>
internal static class IlCalls
{
    private static readonly Dictionary<short, OpCode> Codes = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    public static IEnumerable<MethodBase> Of(MethodBase method)
    {
        if (method.GetMethodBody()?.GetILAsByteArray() is not { } code) yield break;
        var typeArguments = method.DeclaringType is { IsGenericType: true } type ? type.GetGenericArguments() : null;
        var arguments = method.IsGenericMethod ? method.GetGenericArguments() : null;
        Type? constrained = null;
        for (var at = 0; at < code.Length;)
        {
            var value = (short)code[at++];
            if (value == 0xFE) value = unchecked((short)(0xFE00 | code[at++]));
            var operation = Codes[value];
            if (operation.OperandType == OperandType.InlineMethod)
            {
                var named = method.Module.ResolveMethod(BitConverter.ToInt32(code, at), typeArguments, arguments)!;
                yield return constrained is null ? named : Implementation(named, constrained);
            }

            constrained =
                operation == OpCodes.Constrained
                    ? method.Module.ResolveType(BitConverter.ToInt32(code, at), typeArguments, arguments)
                    : null;
            at +=
                operation.OperandType == OperandType.InlineSwitch ? 4 + (4 * BitConverter.ToInt32(code, at)) : Size(operation.OperandType);
        }
    }

    /// <summary>What a constrained call runs: the method of the struct that it is constrained to.</summary>
    private static MethodBase Implementation(MethodBase named, Type constrained)
    {
        if (constrained.IsGenericParameter || named is not MethodInfo method) return named;
        if (method.DeclaringType is { IsInterface: true } contract && contract.IsAssignableFrom(constrained) && !constrained.IsInterface)
        {
            var map = constrained.GetInterfaceMap(contract);
            var at = Array.FindIndex(
                map.InterfaceMethods,
                other => other.MetadataToken == method.MetadataToken && other.Module == method.Module
            );
            if (at < 0)
                return named;
            return method.IsGenericMethod ? map.TargetMethods[at].MakeGenericMethod(method.GetGenericArguments()) : map.TargetMethods[at];
        }

        return constrained.GetMethods().FirstOrDefault(other => other.GetBaseDefinition() == method.GetBaseDefinition() && other != method)
            ?? named;
    }

    private static int Size(OperandType operand) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        _ => 4,
    };
}
