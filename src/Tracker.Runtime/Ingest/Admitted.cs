namespace Tracker.Runtime.Ingest;

/// <summary>What admission decided.</summary>
internal enum AdmissionKind : byte
{
    /// <summary>Goes to the journal.</summary>
    Taken,

    /// <summary>Says nothing new; its sequence is spent.</summary>
    Known,

    /// <summary>Its sequence was spent before.</summary>
    Duplicate,

    /// <summary>Early; admission keeps it.</summary>
    Held,

    /// <summary>Early and not kept.</summary>
    Resend,

    /// <summary>Not to be taken; its sequence is spent.</summary>
    Refused,
}

/// <summary>One decided submission.</summary>
internal readonly record struct Admitted(Submission Submission, AdmissionKind Kind, Refusal? Refusal);
