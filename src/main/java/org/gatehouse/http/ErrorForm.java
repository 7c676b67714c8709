package org.gatehouse.http;

/** How a service words its errors. */
public enum ErrorForm {
    /** The object that clients of the Remote API know: {@link ErrorAnswer}. */
    OBJECT {
        @Override
        public Answer of(HttpError error) {
            return new ErrorAnswer(error);
        }
    },
    /** One line of text, which callers of a node show to the administrator as it is: {@link ErrorLine}. */
    LINE {
        @Override
        public Answer of(HttpError error) {
            return new ErrorLine(error);
        }
    };

    /** The whole answer that tells of the error; sending it does nothing to an answer that has begun already. */
    public abstract Answer of(HttpError error);
}
