namespace Tracker.Replay.Traces;

/// <summary>The value of a metric as a formula of the step.</summary>
internal abstract record Expression
{
    /// <summary>Its value.</summary>
    /// <param name="step">The step within the run.</param>
    /// <param name="t">The step within the segment, from 0.</param>
    public abstract double At(double step, double t);
}

internal sealed record Constant(double Value) : Expression
{
    public override double At(double step, double t) => Value;
}

/// <summary>The step within the segment, or within the run.</summary>
internal sealed record StepVariable(bool InRun) : Expression
{
    public override double At(double step, double t) => InRun ? step : t;
}

internal sealed record Negation(Expression Inner) : Expression
{
    public override double At(double step, double t) => -Inner.At(step, t);
}

internal sealed record Operation(char Sign, Expression Left, Expression Right) : Expression
{
    public override double At(double step, double t)
    {
        var (left, right) = (Left.At(step, t), Right.At(step, t));
        return Sign switch
        {
            '+' => left + right,
            '-' => left - right,
            '*' => left * right,
            '/' => left / right,
            _ => Math.Pow(left, right),
        };
    }
}

internal sealed record Call(string Function, Expression First, Expression? Second) : Expression
{
    /// <summary>Functions by name, with the number of their arguments.</summary>
    public static IReadOnlyDictionary<string, int> Functions { get; } = new SortedDictionary<string, int>(StringComparer.Ordinal)
    {
        ["abs"] = 1,
        ["cos"] = 1,
        ["exp"] = 1,
        ["floor"] = 1,
        ["ln"] = 1,
        ["max"] = 2,
        ["min"] = 2,
        ["mod"] = 2,
        ["sin"] = 1,
        ["sqrt"] = 1,
    };

    public override double At(double step, double t)
    {
        var first = First.At(step, t);
        var second = Second?.At(step, t) ?? 0;
        return Function switch
        {
            "abs" => Math.Abs(first),
            "cos" => Math.Cos(first),
            "exp" => Math.Exp(first),
            "floor" => Math.Floor(first),
            "ln" => Math.Log(first),
            "max" => Math.Max(first, second),
            "min" => Math.Min(first, second),
            "mod" => first - (second * Math.Floor(first / second)),
            "sin" => Math.Sin(first),
            _ => Math.Sqrt(first),
        };
    }
}
